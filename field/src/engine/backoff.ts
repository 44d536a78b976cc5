/** How long to wait before trying again: 5 s, 10 s, 20 s, … at most 10 minutes, with a fifth of chance in it. */
const FIRST_MS = 5_000;
const LONGEST_MS = 600_000;

export function delayMs(tries: number, random: () => number = Math.random): number {
  const whole = Math.min(FIRST_MS * 2 ** Math.max(0, Math.min(tries, 20) - 1), LONGEST_MS);
  return Math.round(whole * (0.8 + 0.2 * random()));
}
