/**
 * "Nearest first": a form with data-near asks the browser where it stands, rounds that to about ten metres, and sends it.
 * It is sent by POST so that no address, history or log keeps where an inspector was.
 */
const DIGITS = 4;
const PATIENCE = { enableHighAccuracy: true, timeout: 15_000, maximumAge: 60_000 };

export function offerNear(root: ParentNode): void {
  for (const form of root.querySelectorAll<HTMLFormElement>("form[data-near]")) {
    if (!("geolocation" in navigator) || form.dataset.near === "ready") continue;
    form.dataset.near = "ready";
    form.hidden = false;
    form.addEventListener("submit", (event) => {
      if (field(form, "latitude").value) return;
      event.preventDefault();
      navigator.geolocation.getCurrentPosition(
        (found) => send(form, found.coords),
        () => say(form),
        PATIENCE,
      );
    });
  }
}

function send(form: HTMLFormElement, at: GeolocationCoordinates): void {
  field(form, "latitude").value = at.latitude.toFixed(DIGITS);
  field(form, "longitude").value = at.longitude.toFixed(DIGITS);
  form.submit();
}

/** The position was refused or not found: the words for it stand in the page, hidden until now. */
function say(form: HTMLFormElement): void {
  const told = form.querySelector<HTMLElement>("[role=alert]");
  if (told) told.hidden = false;
}

function field(form: HTMLFormElement, name: string): HTMLInputElement {
  return form.elements.namedItem(name) as HTMLInputElement;
}
