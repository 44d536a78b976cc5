/** What the tool says, in the reader's language (`web.marks.words`). */
import type { Shape } from "./shapes";

export interface Words {
  most: number;
  longest: number;
  shapes: Record<Shape, string>;
  places: string[];
  mark: string;
  moved: string;
  text: string;
  remove: string;
  removed: string;
  full: string;
  count: string;
  role: string;
}

/** What no text of a mark holds: codes that print nothing or turn the line round. The server refuses them. */
export const BLANK = /[\p{Cc}\p{Cf}\p{Co}\p{Cs}]/u;

/** `{name}` in `text` by what it stands for. */
export function filled(text: string, values: Record<string, string | number>): string {
  return text.replace(/\{(\w+)\}/g, (_whole, name: string) => String(values[name] ?? ""));
}
