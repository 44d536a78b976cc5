/** The language of the app is the phone's own choice and works offline. */
import { ref } from "vue";

import { en } from "./en";
import { type WordKey, zh } from "./zh";

export type Language = "zh-hans" | "en";
export type { WordKey } from "./zh";

const KEY = "diebian.field.language";

export const language = ref<Language>(localStorage.getItem(KEY) === "en" ? "en" : "zh-hans");

export function setLanguage(chosen: Language): void {
  language.value = chosen;
  localStorage.setItem(KEY, chosen);
  sayInPage();
}

export function sayInPage(): void {
  document.documentElement.lang = language.value === "en" ? "en" : "zh-Hans";
  document.title = t("app.name");
}

/** `{name}` in the text is replaced. */
export function t(key: WordKey, told: Record<string, string | number> = {}): string {
  const text = (language.value === "en" ? en : zh)[key];
  return text.replace(/\{(\w+)\}/g, (whole, name: string) => String(told[name] ?? whole));
}

/** 11月22日 14:30, of a mere day 11月22日; another year is named. Always the campaign's time, whatever the phone thinks. */
export function when(instant: string | number): string {
  const isDay = typeof instant === "string" && instant.length === 10;
  const date = new Date(isDay ? `${instant}T12:00:00+08:00` : instant);
  const isThisYear = date.getFullYear() === new Date().getFullYear();
  return new Intl.DateTimeFormat(language.value === "en" ? "en-GB" : "zh-CN", {
    timeZone: "Asia/Shanghai",
    ...(isThisYear ? {} : { year: "numeric" as const }),
    month: language.value === "en" ? "short" : "long",
    day: "numeric",
    ...(isDay ? {} : { hour: "2-digit" as const, minute: "2-digit" as const, hourCycle: "h23" as const }),
  }).format(date);
}

/** 14:30 in the campaign's time. */
export function clockTime(instant: string): string {
  const told = { timeZone: "Asia/Shanghai", hour: "2-digit", minute: "2-digit", hourCycle: "h23" } as const;
  return new Intl.DateTimeFormat("zh-CN", told).format(new Date(instant));
}

export function distance(metres: number): string {
  if (metres < 1000) return t("metres", { metres: Math.round(metres / 10) * 10 });
  return t("kilometres", { kilometres: (metres / 1000).toFixed(1) });
}

export function bytes(count: number): string {
  return count < 1e9 ? `${(count / 1e6).toFixed(count < 1e7 ? 1 : 0)} MB` : `${(count / 1e9).toFixed(1)} GB`;
}
