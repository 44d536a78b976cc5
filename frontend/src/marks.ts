/**
 * `<fieldset data-marking="id of a hidden field">` with `<figure data-photo="…">`s: drawing on photographs what is still wrong.
 * The field holds `{"<photo>": [mark, …]}`, empty when nothing is drawn. Without script the fieldset stays hidden.
 */
import { readData } from "./data";
import { Canvas } from "./marks/canvas";
import type { Mark, Shape } from "./marks/shapes";
import type { Words } from "./marks/words";

export function markPhotos(root: ParentNode): void {
  for (const box of root.querySelectorAll<HTMLFieldSetElement>("fieldset[data-marking][hidden]")) {
    const field = document.getElementById(box.dataset["marking"] ?? "");
    const words = readData<Words>(box.dataset["words"]);
    if (field instanceof HTMLInputElement && words) offer(box, field, words);
  }
}

function offer(box: HTMLFieldSetElement, field: HTMLInputElement, words: Words): void {
  const status = box.querySelector<HTMLElement>("[role=status]");
  const before = marksIn(field);
  const canvases: Canvas[] = [];
  const around = {
    words,
    shape: () => (box.querySelector<HTMLInputElement>("input[type=radio]:checked")?.value ?? "circle") as Shape,
    say: (text: string) => {
      if (status) status.textContent = text;
    },
    changed: () => {
      const marked = canvases.filter((one) => one.marks.length).map((one) => [one.id, one.marks]);
      field.value = marked.length ? JSON.stringify(Object.fromEntries(marked)) : "";
    },
  };
  for (const figure of box.querySelectorAll<HTMLElement>("figure[data-photo]"))
    canvases.push(new Canvas(figure, before[figure.dataset["photo"] ?? ""] ?? [], around));
  box.hidden = false;
}

/** What the form held when the page came: a form that was refused brings its marks back. */
function marksIn(field: HTMLInputElement): Record<string, Mark[]> {
  try {
    const found: unknown = JSON.parse(field.value || "{}");
    return typeof found === "object" && found !== null ? (found as Record<string, Mark[]>) : {};
  } catch {
    return {};
  }
}
