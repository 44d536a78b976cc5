/** One photograph that is being marked: its marks, the lines over it, the list below it. */
import { show, sizeOf } from "./draw";
import { listen } from "./hand";
import { BLANK, filled, type Words } from "./words";
import { markAt, markBetween, moved, ninth, sized, type Mark, type Point, type Shape } from "./shapes";

const STEP = 0.02;
const WAYS: Record<string, Point> = {
  ArrowLeft: { x: -STEP, y: 0 },
  ArrowRight: { x: STEP, y: 0 },
  ArrowUp: { x: 0, y: -STEP },
  ArrowDown: { x: 0, y: STEP },
};

export interface Surroundings {
  words: Words;
  shape(): Shape;
  say(text: string): void;
  changed(): void;
}

export class Canvas {
  readonly id: string;
  private readonly overlay: SVGSVGElement;
  private readonly list: HTMLOListElement;
  private readonly count: HTMLElement;
  private readonly add: HTMLButtonElement;

  constructor(
    figure: HTMLElement,
    public marks: Mark[],
    private readonly around: Surroundings,
  ) {
    this.id = figure.dataset["photo"] ?? "";
    this.overlay = part(figure, "svg");
    this.list = part(figure, "ol");
    this.count = part(figure, "[data-count]");
    this.add = part(figure, "[data-add]");
    this.add.addEventListener("click", () => this.put(markAt(this.around.shape(), this.free())));
    this.overlay.addEventListener("keydown", (event) => this.key(event));
    listen(this.overlay, {
      add: (at) => this.put(markAt(this.around.shape(), at)),
      draw: (from, to, isDone) => this.sketch(markBetween(this.around.shape(), from, to), isDone),
      take: (index, grip) => this.take(index, grip),
      drop: () => this.around.changed(),
    });
    new ResizeObserver(() => this.redraw()).observe(this.overlay);
    this.show();
  }

  /** A new mark, in hand at once. */
  private put(mark: Mark): void {
    if (this.isFull()) return;
    this.marks.push(mark);
    this.settle(this.marks.length - 1);
  }

  private isFull(): boolean {
    const { most, full } = this.around.words;
    if (this.marks.length >= most) this.around.say(filled(full, { most }));
    return this.marks.length >= most;
  }

  /** While the mouse draws, only the lines are shown; the mark is there when it stops. */
  private sketch(mark: Mark, isDone: boolean): void {
    if (isDone) return this.put(mark);
    if (this.marks.length < this.around.words.most) this.redraw([...this.marks, mark]);
  }

  private take(index: number, grip: "whole" | "handle"): (by: Point) => void {
    const before = this.marks[index];
    this.group(index)?.focus({ preventScroll: true });
    return ({ x, y }) => {
      if (!before) return;
      this.marks[index] = grip === "handle" ? sized(before, x, y) : moved(before, x, y);
      this.redraw();
    };
  }

  private key(event: KeyboardEvent): void {
    const index = [...this.overlay.children].findIndex((group) => group === event.target);
    const mark = this.marks[index];
    if (!mark || event.ctrlKey || event.altKey || event.metaKey) return;
    const way = WAYS[event.key];
    if (way) this.change(index, event.shiftKey ? sized(mark, way.x, way.y) : moved(mark, way.x, way.y));
    else if (event.key === "Delete" || event.key === "Backspace") this.remove(index);
    else if (event.key === "Enter" || event.key === " ") this.list.querySelectorAll("input")[index]?.focus();
    else return;
    event.preventDefault();
  }

  private change(index: number, mark: Mark): void {
    this.marks[index] = mark;
    this.redraw();
    this.around.changed();
    const percent = (part: number) => Math.round(part * 100);
    const { x, y, w, h } = mark;
    const told = { n: index + 1, x: percent(x), y: percent(y), w: percent(w), h: percent(h) };
    this.around.say(filled(this.around.words.moved, told));
  }

  private remove(index: number): void {
    this.marks.splice(index, 1);
    this.show();
    this.around.changed();
    this.around.say(filled(this.around.words.removed, { n: index + 1 }));
    (this.group(Math.min(index, this.marks.length - 1)) ?? this.add).focus();
  }

  private settle(index: number): void {
    this.show();
    this.group(index)?.focus();
    this.around.changed();
    this.around.say(this.nameOf(index));
  }

  /** The middle of the picture, a little further for each mark that is there, so that none hides another. */
  private free(): Point {
    const step = 0.06 * (this.marks.length % 6);
    return { x: 0.5 + step, y: 0.5 + step };
  }

  private show(): void {
    this.redraw();
    this.list.replaceChildren(...this.marks.map((mark, index) => this.row(mark, index)));
    const n = this.marks.length;
    this.count.textContent = n ? filled(this.around.words.count, { n }) : "";
  }

  private redraw(marks = this.marks): void {
    const size = sizeOf(this.overlay);
    const scale = size.width / (this.overlay.clientWidth || size.width);
    const { role } = this.around.words;
    const drawings = marks.map((mark, index) => {
      return { mark, number: index + 1, name: this.nameOf(index, mark), role, size, scale };
    });
    show(this.overlay, drawings);
    [...this.list.querySelectorAll("[data-name]")].forEach((name, index) => {
      name.textContent = this.nameOf(index);
    });
  }

  private row(mark: Mark, index: number): HTMLLIElement {
    const { words } = this.around;
    const n = index + 1;
    const row = document.createElement("li");
    const name = document.createElement("span");
    name.dataset["name"] = "";
    name.textContent = this.nameOf(index);
    const input = document.createElement("input");
    input.className = "form-control";
    input.maxLength = words.longest;
    input.value = mark.text;
    input.placeholder = filled(words.text, { n });
    input.setAttribute("aria-label", input.placeholder);
    input.addEventListener("input", () => this.write(index, input.value));
    // Return in a field sends the form; here one is still drawing.
    input.addEventListener("keydown", (event) => event.key === "Enter" && event.preventDefault());
    const remove = document.createElement("button");
    remove.type = "button";
    remove.className = "btn btn-sm";
    remove.textContent = filled(words.remove, { n });
    remove.addEventListener("click", () => this.remove(index));
    row.append(name, input, remove);
    return row;
  }

  private write(index: number, text: string): void {
    const mark = this.marks[index];
    if (mark) this.marks[index] = { ...mark, text: [...text].filter((one) => !BLANK.test(one)).join("") };
    this.around.changed();
  }

  private nameOf(index: number, mark = this.marks[index]): string {
    if (!mark) return "";
    const { words } = this.around;
    const where = words.places[ninth(mark)] ?? "";
    return filled(words.mark, { n: index + 1, shape: words.shapes[mark.shape], where });
  }

  private group(index: number): SVGElement | undefined {
    return this.overlay.children[index] as SVGElement | undefined;
  }
}

function part<Found extends Element>(figure: HTMLElement, selector: string): Found {
  const found = figure.querySelector<Found>(selector);
  if (!found) throw new Error(`no ${selector}`);
  return found;
}
