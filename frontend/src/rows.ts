/** A table with `data-rows`: a box in the head takes all rows, and the action bar says how many are taken. */
export function selectRows(root: ParentNode): void {
  for (const form of root.querySelectorAll<HTMLElement>("[data-rows]")) {
    form.addEventListener("change", (event) => {
      const box = event.target;
      if (!(box instanceof HTMLInputElement) || box.type !== "checkbox") return;
      if (box.hasAttribute("data-all")) for (const row of boxes(form)) row.checked = box.checked;
      tell(form);
    });
    tell(form);
  }
}

const boxes = (form: HTMLElement): HTMLInputElement[] => [
  ...form.querySelectorAll<HTMLInputElement>("input[type=checkbox][data-row]"),
];

function tell(form: HTMLElement): void {
  const taken = boxes(form).filter((row) => row.checked).length;
  for (const place of form.querySelectorAll("[data-taken]")) place.textContent = String(taken);
  form.classList.toggle("has-taken", taken > 0);
  const all = form.querySelector<HTMLInputElement>("input[data-all]");
  if (all) {
    all.checked = taken > 0 && taken === boxes(form).length;
    all.indeterminate = taken > 0 && !all.checked;
  }
}
