/** Where the phone is, if it may be known. A check never waits for it. */
import type { Position } from "./contract";

const PATIENCE_MS = 8_000;

/** Rounded to what a phone can know (a tenth of a metre), so that every machine writes it the same way. */
export function rounded(coords: { latitude: number; longitude: number; accuracy: number }, at: Date): Position {
  return {
    latitude: Number(coords.latitude.toFixed(6)),
    longitude: Number(coords.longitude.toFixed(6)),
    accuracy_m: Math.round(coords.accuracy),
    at: at.toISOString(),
  };
}

export function whereNow(): Promise<Position | null> {
  if (!("geolocation" in navigator)) return Promise.resolve(null);
  return new Promise((resolve) => {
    // Some browsers never answer when the question is left open.
    const late = setTimeout(() => resolve(null), PATIENCE_MS + 1000);
    const done = (found: Position | null) => {
      clearTimeout(late);
      resolve(found);
    };
    navigator.geolocation.getCurrentPosition(
      (found) => done(rounded(found.coords, new Date(found.timestamp))),
      () => done(null),
      { enableHighAccuracy: true, timeout: PATIENCE_MS, maximumAge: 30_000 },
    );
  });
}
