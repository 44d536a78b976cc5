import { createApp } from "vue";

import "../../frontend/src/theme/tokens.css";
import "../../frontend/src/theme/states.css";
import "./theme/field.css";
import "./theme/tasks.css";
import { openApp, tell } from "./app";
import App from "./App.vue";
import { isNoRoom } from "./engine/storage";
import { listenToRoute } from "./route";
import { registerWorker } from "./update";
import { sayInPage } from "./words";

function failed(error: unknown): void {
  console.error(error);
  if (isNoRoom(error)) return tell("save.no_room");
  tell("notice.failed", { message: error instanceof Error ? error.message : String(error) });
}

window.addEventListener("unhandledrejection", (event) => failed(event.reason));
sayInPage();
listenToRoute();
const vue = createApp(App);
vue.config.errorHandler = failed;
vue.mount("#app");
void openApp();
void registerWorker().catch(() => undefined); // without it the app still works while there is a network
