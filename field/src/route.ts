/** Where in the app one is: `#/place/12`. The address can be kept, and the phone's back key works. */
import { ref } from "vue";

export interface Route {
  name: string;
  id: string;
}

export const route = ref<Route>(read());

function read(): Route {
  const [name = "", id = ""] = location.hash.replace(/^#\/?/, "").split("/");
  return { name: name || "today", id: decodeURIComponent(id) };
}

export function listenToRoute(): void {
  window.addEventListener("hashchange", () => {
    route.value = read();
    window.scrollTo(0, 0);
  });
}

export function go(name: string, id: string | number = ""): void {
  location.hash = id === "" ? `#/${name}` : `#/${name}/${encodeURIComponent(id)}`;
}
