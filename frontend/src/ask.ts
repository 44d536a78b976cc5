/** A form or button with `data-ask="…？"` asks once before it is sent. A form is sent only once. */
export function askBeforeHarm(): void {
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (!(form instanceof HTMLFormElement)) return;
    const question = event.submitter?.dataset["ask"] ?? form.dataset["ask"];
    if (question && !window.confirm(question)) {
      event.preventDefault();
      return;
    }
    if (form.method.toLowerCase() !== "post") return;
    if (form.dataset["sent"]) event.preventDefault();
    else form.dataset["sent"] = "yes";
  });
  // Back from the browser's memory: the form may be sent again.
  window.addEventListener("pageshow", () => {
    for (const form of document.querySelectorAll<HTMLFormElement>("form[data-sent]")) delete form.dataset["sent"];
  });
}
