/** Marks on a photograph: drawing, moving, resizing, naming. In fractions of the upright picture, always inside it. */
import type { Mark, MarkShape } from "./contract";

export const MOST_MARKS = 20;
export const LONGEST_TEXT = 60;
/** One press of an arrow key. */
export const STEP = 0.02;
/** Smaller than this cannot be seen, nor caught again with a finger. */
const SMALLEST = 0.03;
/** A tap is no drag: it puts a mark of this size there. */
const TAPPED = 0.25;

export interface Spot {
  x: number;
  y: number;
}

/** From where the pointer went down to where it went up. */
export function drawn(shape: MarkShape, from: Spot, to: Spot): Mark {
  const start = inside(from);
  const end = inside(to);
  const [w, h] = [end.x - start.x, end.y - start.y];
  if (Math.hypot(w, h) < SMALLEST) return tapped(shape, start);
  if (shape === "arrow") return kept({ shape, ...start, w, h, text: "" });
  return kept({ shape, x: Math.min(start.x, end.x), y: Math.min(start.y, end.y), w: Math.abs(w), h: Math.abs(h), text: "" });
}

/** The mark that a tap, or the keyboard, begins with: around the spot; an arrow points to it. */
export function tapped(shape: MarkShape, at: Spot = { x: 0.5, y: 0.5 }): Mark {
  const { x, y } = inside(at);
  if (shape === "arrow") {
    const w = x < TAPPED ? -TAPPED : TAPPED;
    const h = y < TAPPED ? -TAPPED : TAPPED;
    return kept({ shape, x: x - w, y: y - h, w, h, text: "" });
  }
  return kept({ shape, x: x - TAPPED / 2, y: y - TAPPED / 2, w: TAPPED, h: TAPPED, text: "" });
}

export function moved(mark: Mark, dx: number, dy: number): Mark {
  return kept({ ...mark, x: mark.x + dx, y: mark.y + dy });
}

/** The far corner, or the arrow's point, goes; the near one stays. */
export function resized(mark: Mark, dx: number, dy: number): Mark {
  const w = inside({ x: mark.x + mark.w + dx, y: 0 }).x - mark.x;
  const h = inside({ x: 0, y: mark.y + mark.h + dy }).y - mark.y;
  const longEnough = mark.shape === "arrow" ? Math.hypot(w, h) >= SMALLEST : w >= SMALLEST && h >= SMALLEST;
  return longEnough ? kept({ ...mark, w, h }) : mark;
}

/** What an arrow key does to a mark; null: it is no such key. */
export function keyed(mark: Mark, key: string, isResizing: boolean): Mark | null {
  const way = ({ ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] } as Record<string, number[]>)[key];
  if (!way) return null;
  const [dx = 0, dy = 0] = way;
  return (isResizing ? resized : moved)(mark, dx * STEP, dy * STEP);
}

/** One line of print, as long as may be: what cannot be seen (joiners, control codes) is not kept. */
export function named(mark: Mark, text: string): Mark {
  const line = text.replace(/\s+/g, " ").replace(/\p{C}/gu, "");
  return { ...mark, text: [...line].slice(0, LONGEST_TEXT).join("") };
}

/** The beginning of its words, as wide as `most` Chinese characters; Latin letters are about half as wide. */
export function shortened(text: string, most: number): string {
  let width = 0;
  const letters = [...text];
  const end = letters.findIndex((letter) => (width += letter < "\u2e80" ? 0.55 : 1) > most);
  return end < 0 ? text : `${letters.slice(0, end).join("")}…`;
}

/** The side of the picture on which a mark lies, for those who do not see it: "top left", "centre". */
export type Area = `${"top" | "middle" | "bottom"}_${"left" | "centre" | "right"}`;

/** Of a circle or box its middle, of an arrow its point. */
export function areaOf(mark: Mark): Area {
  const share = mark.shape === "arrow" ? 1 : 0.5;
  const row = third(mark.y + mark.h * share, ["top", "middle", "bottom"] as const);
  const column = third(mark.x + mark.w * share, ["left", "centre", "right"] as const);
  return `${row}_${column}`;
}

function third<T>(value: number, names: readonly [T, T, T]): T {
  return value < 1 / 3 ? names[0] : value < 2 / 3 ? names[1] : names[2];
}

/** As wide as a fingertip on a phone: this far beside a mark still means it. */
const FINGER = 0.04;

/** The mark under a finger, the one on top first; -1: none. */
export function hitBy(marks: Mark[], { x, y }: Spot): number {
  return marks.findLastIndex((mark) => isWithin(x, mark.x, mark.w) && isWithin(y, mark.y, mark.h));
}

function isWithin(value: number, from: number, extent: number): boolean {
  return value >= Math.min(from, from + extent) - FINGER && value <= Math.max(from, from + extent) + FINGER;
}

/** Moved back into the picture, no larger than it; rounded as the server keeps it. */
function kept(mark: Mark): Mark {
  const least = mark.shape === "arrow" ? -1 : SMALLEST;
  const w = clamp(mark.w, least, 1);
  const h = clamp(mark.h, least, 1);
  const x = clamp(mark.x, Math.max(0, -w), 1 - Math.max(0, w));
  const y = clamp(mark.y, Math.max(0, -h), 1 - Math.max(0, h));
  return { ...mark, x: fine(x), y: fine(y), w: fine(w), h: fine(h) };
}

function inside({ x, y }: Spot): Spot {
  return { x: clamp(x, 0, 1), y: clamp(y, 0, 1) };
}

function clamp(value: number, least: number, most: number): number {
  return Math.min(Math.max(value, least), most);
}

/** Ten-thousandths; minus nought would be written otherwise by other machines. */
function fine(value: number): number {
  return Math.round(value * 10_000) / 10_000 + 0;
}
