/** A place's card: who answers for it, and what waits there beyond what is told one by one. */
import type { Place } from "./contract";

export type Link = "leader" | "responsible" | "subdistrict" | "community" | "keeper";

/** The chain of people and units from the top down; links that nobody fills are left out. */
export function chainOf(place: Place): [Link, string][] {
  const chain: [Link, string][] = [
    ["leader", place.leader],
    ["responsible", place.responsible_unit],
    ["subdistrict", place.subdistrict],
    ["community", place.community],
    ["keeper", place.keeper],
  ];
  return chain.filter(([, who]) => who);
}

/** Open cases that are counted but not told one by one. What an older server told has none of either. */
export function untoldCases(place: Partial<Place>): number {
  return Math.max(0, (place.open_cases ?? 0) - (place.cases?.length ?? 0));
}
