/**
 * The pointer over a photograph. A tap puts a mark where something is wrong; a mouse or a pen may also draw it; a finger that
 * slides over the picture scrolls the page. What is there already is dragged, and sized at its handle.
 */
import type { Point } from "./shapes";

/** A tap trembles; beyond so many pixels it is a movement. */
const TREMBLE = 6;

export interface Doings {
  add(at: Point): void;
  draw(from: Point, to: Point, isDone: boolean): void;
  /** Begins to change mark `index`; what is returned is told how far the pointer has come since. */
  take(index: number, part: "whole" | "handle"): (by: Point) => void;
  drop(): void;
}

export function listen(overlay: SVGSVGElement, doings: Doings): void {
  overlay.addEventListener("pointerdown", (event) => {
    if (event.button !== 0 || !event.isPrimary) return;
    const taken = markUnder(event);
    if (taken) drag(event, overlay, taken, doings);
    else begin(event, overlay, doings);
  });
  // A finger on a mark moves the mark, not the page. Chromium does not heed `touch-action` inside of an SVG.
  overlay.addEventListener("touchstart", (event) => markUnder(event) && event.preventDefault(), { passive: false });
}

function markUnder(event: Event): Element | null {
  return event.target instanceof Element ? event.target.closest(".mark") : null;
}

function drag(event: PointerEvent, overlay: SVGSVGElement, mark: Element, doings: Doings): void {
  event.preventDefault();
  const from = pointOf(event, overlay);
  const isHandle = event.target instanceof Element && event.target.hasAttribute("data-handle");
  const change = doings.take([...overlay.children].indexOf(mark), isHandle ? "handle" : "whole");
  follow(event, overlay, {
    move: (now) => change({ x: now.x - from.x, y: now.y - from.y }),
    end: () => doings.drop(),
  });
}

function begin(event: PointerEvent, overlay: SVGSVGElement, doings: Doings): void {
  const from = pointOf(event, overlay);
  const isFinger = event.pointerType === "touch";
  if (!isFinger) event.preventDefault();
  let hasMoved = false;
  follow(event, overlay, {
    move: (now, px) => {
      hasMoved ||= px > TREMBLE;
      if (hasMoved && !isFinger) doings.draw(from, now, false);
    },
    end: (now, isCancelled) => {
      if (!hasMoved && !isCancelled) doings.add(from);
      else if (hasMoved && !isFinger) doings.draw(from, now, true);
    },
  });
}

interface Following {
  move(now: Point, px: number): void;
  end(now: Point, isCancelled: boolean): void;
}

function follow(start: PointerEvent, overlay: SVGSVGElement, { move, end }: Following): void {
  // Kept by the overlay: what is under the pointer is drawn anew while it moves.
  overlay.setPointerCapture(start.pointerId);
  const over = new AbortController();
  const options = { signal: over.signal };
  const px = (event: PointerEvent) => Math.hypot(event.clientX - start.clientX, event.clientY - start.clientY);
  const on = (name: "pointermove" | "pointerup" | "pointercancel", hear: (event: PointerEvent) => void) =>
    overlay.addEventListener(name, (event) => event.pointerId === start.pointerId && hear(event), options);
  on("pointermove", (event) => move(pointOf(event, overlay), px(event)));
  for (const name of ["pointerup", "pointercancel"] as const)
    on(name, (event) => {
      over.abort();
      end(pointOf(event, overlay), name === "pointercancel");
    });
}

/** Where the pointer is, in fractions of the picture. */
function pointOf(event: PointerEvent, overlay: SVGSVGElement): Point {
  const box = overlay.getBoundingClientRect();
  return { x: (event.clientX - box.left) / box.width, y: (event.clientY - box.top) / box.height };
}
