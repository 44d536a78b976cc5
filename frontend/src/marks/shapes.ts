/** A mark in fractions of the upright picture, as the server keeps it (`cases.mark_rules`), and how it is drawn and changed. */
export type Shape = "circle" | "box" | "arrow";

export interface Mark {
  shape: Shape;
  x: number;
  y: number;
  w: number;
  h: number;
  text: string;
}

export interface Point {
  x: number;
  y: number;
}

export interface Size {
  width: number;
  height: number;
}

const DIGITS = 10_000;
// Smaller than this a finger cannot take hold of it; the server refuses only what cannot be seen.
const SMALLEST = 0.03;
const FIRST = { w: 0.24, h: 0.18 };
export const BADGE = 0.035;
const HEAD = 0.04;
const HEAD_ANGLE = (28 * Math.PI) / 180;

/** A mark of the usual size that points at `at`. */
export function markAt(shape: Shape, at: Point): Mark {
  if (shape !== "arrow") return moved({ shape, x: at.x - FIRST.w / 2, y: at.y - FIRST.h / 2, ...FIRST, text: "" }, 0, 0);
  const w = at.x > 0.3 ? 0.2 : -0.2;
  const h = at.y > 0.3 ? 0.2 : -0.2;
  return moved({ shape, x: at.x - w, y: at.y - h, w, h, text: "" }, 0, 0);
}

/** The mark drawn from one point to another: an arrow points where the hand stopped. */
export function markBetween(shape: Shape, from: Point, to: Point): Mark {
  const [a, b] = [inside(from), inside(to)];
  if (shape === "arrow") return tidy({ shape, ...a, w: b.x - a.x, h: b.y - a.y, text: "" });
  const corner = { x: Math.min(a.x, b.x), y: Math.min(a.y, b.y) };
  return sized({ shape, ...corner, w: Math.abs(b.x - a.x), h: Math.abs(b.y - a.y), text: "" }, 0, 0);
}

/** Moved, but never out of the picture. */
export function moved(mark: Mark, dx: number, dy: number): Mark {
  return tidy({ ...mark, x: kept(mark.x + dx, mark.w), y: kept(mark.y + dy, mark.h) });
}

/** Made larger or smaller at its lower right corner, or at an arrow's point. */
export function sized(mark: Mark, dw: number, dh: number): Mark {
  const [w, h] = [mark.w + dw, mark.h + dh];
  if (mark.shape !== "arrow")
    return tidy({ ...mark, w: between(w, SMALLEST, 1 - mark.x), h: between(h, SMALLEST, 1 - mark.y) });
  const next = { ...mark, w: between(w, -mark.x, 1 - mark.x), h: between(h, -mark.y, 1 - mark.y) };
  return Math.hypot(next.w, next.h) < SMALLEST ? mark : tidy(next);
}

/** Where the handle for its size is. */
export function corner(mark: Mark): Point {
  return { x: mark.x + mark.w, y: mark.y + mark.h };
}

/** Which ninth of the picture it speaks of, row by row. */
export function ninth(mark: Mark): number {
  const part = mark.shape === "arrow" ? 1 : 0.5;
  const third = (at: number) => between(Math.floor(at * 3), 0, 2);
  return 3 * third(mark.y + mark.h * part) + third(mark.x + mark.w * part);
}

/** The path of a mark; `web/marks.py` draws the same. */
export function outline(mark: Mark, { width, height }: Size): string {
  const [x, y, w, h] = [mark.x * width, mark.y * height, mark.w * width, mark.h * height];
  if (mark.shape === "box") return `M${x} ${y}h${w}v${h}h${-w}z`;
  if (mark.shape === "circle") {
    const half = `a${w / 2} ${h / 2} 0 1 1`;
    return `M${x} ${y + h / 2}${half} ${w} 0${half} ${-w} 0z`;
  }
  const [left, right] = [HEAD_ANGLE, -HEAD_ANGLE].map((turn) => {
    const angle = Math.atan2(h, w) + turn;
    const long = HEAD * Math.max(width, height);
    return `${x + w - long * Math.cos(angle)} ${y + h - long * Math.sin(angle)}`;
  });
  return `M${x} ${y}L${x + w} ${y + h}M${left}L${x + w} ${y + h}L${right}`;
}

/** Where its number stands: at its beginning, whole inside the picture. */
export function badge(mark: Mark, { width, height }: Size): Point & { r: number } {
  const r = Math.max(width, height) * BADGE;
  return { x: between(mark.x * width, r, width - r), y: between(mark.y * height, r, height - r), r };
}

function tidy(mark: Mark): Mark {
  const short = (value: number) => Math.round(value * DIGITS) / DIGITS;
  return { ...mark, x: short(mark.x), y: short(mark.y), w: short(mark.w), h: short(mark.h) };
}

/** Where a side that is `long` (negative: it runs back) may begin. */
function kept(start: number, long: number): number {
  return between(start, Math.max(0, -long), Math.min(1, 1 - long));
}

function inside(point: Point): Point {
  return { x: between(point.x, 0, 1), y: between(point.y, 0, 1) };
}

function between(value: number, least: number, most: number): number {
  return Math.min(most, Math.max(least, value));
}
