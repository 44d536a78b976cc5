/** The order in which to walk: always to the nearest place not yet seen. */
import type { Assignment, Place } from "./contract";

export interface Point {
  latitude: number;
  longitude: number;
}

export interface Stop {
  assignment: Assignment;
  place: Place | undefined;
  /** From the stop before it, or from where the inspector stands; null when nobody knows. */
  metres: number | null;
}

const EARTH_M = 6_371_000;

export function metresBetween(one: Point, other: Point): number {
  const rad = Math.PI / 180;
  const dLat = (other.latitude - one.latitude) * rad;
  const dLon = (other.longitude - one.longitude) * rad;
  const h =
    Math.sin(dLat / 2) ** 2 +
    Math.cos(one.latitude * rad) * Math.cos(other.latitude * rad) * Math.sin(dLon / 2) ** 2;
  return 2 * EARTH_M * Math.asin(Math.min(1, Math.sqrt(h)));
}

/** Without a position: by the time they were planned for. Places without coordinates come last. */
export function walkingOrder(stops: Omit<Stop, "metres">[], from: Point | null): Stop[] {
  const byTime = [...stops].sort(
    (one, other) =>
      timeOf(one.assignment).localeCompare(timeOf(other.assignment)) ||
      one.assignment.id - other.assignment.id,
  );
  if (!from) return byTime.map((stop) => ({ ...stop, metres: null }));
  const unknown = byTime.filter((stop) => !pointOf(stop.place));
  return [...nearestNext(byTime, from), ...unknown.map((stop) => ({ ...stop, metres: null }))];
}

/** The day it is meant for, else when it was planned; without either it comes last. */
function timeOf({ planned_for, planned_at }: Assignment): string {
  return planned_for ?? planned_at ?? "~";
}

export function pointOf(place: Place | undefined): Point | null {
  if (!place || place.latitude === null || place.longitude === null) return null;
  return { latitude: place.latitude, longitude: place.longitude };
}

function nearestNext(stops: Omit<Stop, "metres">[], from: Point): Stop[] {
  const left = stops.flatMap((stop) => {
    const point = pointOf(stop.place);
    return point ? [{ stop, point }] : [];
  });
  const walked: Stop[] = [];
  for (let here = from; left.length; ) {
    const metres = left.map((one) => metresBetween(here, one.point));
    const nearest = metres.indexOf(Math.min(...metres));
    const [next] = left.splice(nearest, 1);
    if (!next) break;
    walked.push({ ...next.stop, metres: metres[nearest] ?? null });
    here = next.point;
  }
  return walked;
}
