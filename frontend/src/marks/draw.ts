/** Drawing marks over a photograph with SVG elements and attributes alone: the pages' policy allows no inline styles. */
import { badge, corner, outline, type Mark, type Size } from "./shapes";

const SVG = "http://www.w3.org/2000/svg";
const HANDLE_PX = 9;

export interface Drawing {
  number: number;
  name: string;
  role: string;
  size: Size;
  /** Units of the picture in one pixel of the screen. */
  scale: number;
}

/** The groups of `overlay` made to show `drawings`, one each. Those that are there are changed, so that focus stays. */
export function show(overlay: SVGSVGElement, drawings: readonly (Drawing & { mark: Mark })[]): void {
  while (overlay.children.length > drawings.length) overlay.lastElementChild?.remove();
  while (overlay.children.length < drawings.length) overlay.append(group());
  drawings.forEach((drawing, index) => place(overlay.children[index], drawing));
}

/** The picture's own width and height, from the overlay's view box. */
export function sizeOf(overlay: SVGSVGElement): Size {
  const { width, height } = overlay.viewBox.baseVal;
  return { width, height };
}

/** A mark that can be focused and taken hold of, not yet anywhere. */
function group(): SVGElement {
  const made = element("g", { class: "mark", tabindex: 0, role: "button", "aria-describedby": "marking-help" });
  made.append(
    element("path", { class: "mark-grip" }),
    element("path", { class: "mark-halo" }),
    element("path", { class: "mark-line" }),
    element("circle", { class: "mark-badge" }),
    element("text", { class: "mark-number", dy: ".36em" }),
    element("circle", { class: "mark-handle-grip", "data-handle": "" }),
    element("circle", { class: "mark-handle" }),
  );
  return made;
}

function place(made: Element | undefined, { mark, number, name, role, size, scale }: Drawing & { mark: Mark }): void {
  const [grip, halo, line, disc, figure, wide, handle] = [...(made?.children ?? [])];
  const path = { d: outline(mark, size) };
  const at = badge(mark, size);
  const end = corner(mark);
  const there = { cx: end.x * size.width, cy: end.y * size.height };
  set(made, { "aria-label": name, "aria-roledescription": role });
  for (const one of [grip, halo, line]) set(one, path);
  set(disc, { cx: at.x, cy: at.y, r: at.r });
  set(figure, { x: at.x, y: at.y, "font-size": at.r });
  if (figure) figure.textContent = String(number);
  set(wide, { ...there, r: 2.4 * HANDLE_PX * scale });
  set(handle, { ...there, r: HANDLE_PX * scale });
}

type Attributes = Record<string, string | number>;

function element(name: string, attributes: Attributes): SVGElement {
  const made = document.createElementNS(SVG, name) as SVGElement;
  set(made, attributes);
  return made;
}

function set(made: Element | undefined, attributes: Attributes): void {
  for (const [key, value] of Object.entries(attributes)) made?.setAttribute(key, String(value));
}
