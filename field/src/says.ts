/** Marks and photographs in words: for those who do not see the picture, and for a list below it. */
import type { Mark, TaskPhoto } from "./engine/contract";
import { areaOf } from "./engine/marks";
import { t } from "./words";

/** "1 圆圈，左上：垃圾未清" */
export function sayMark(mark: Mark, index: number): string {
  const told = { number: index + 1, shape: t(`mark.${mark.shape}`), area: t(`area.${areaOf(mark)}`), text: mark.text };
  return t(mark.text ? "mark.named_text" : "mark.named", told);
}

/** "整改后照片 2": numbered on its own side of the case. */
export function sayPhoto(photo: TaskPhoto, index: number): string {
  return t(`picture.${photo.stage}`, { number: index + 1 });
}
