/** A threshold in words: what is asked for, and what that comes to with the numbers entered so far. */
import { requiredAmount } from "./engine/check";
import type { Threshold } from "./engine/contract";
import type { Answer } from "./engine/database";
import { t } from "./words";

export function sayThreshold(rule: Threshold): string {
  const amount = t(rule.is_ceiling ? "check.at_most" : "check.at_least", { amount: rule.amount, unit: unitOf(rule) });
  if (rule.sample) return t("check.of_sample", { sample: rule.sample, unit: rule.unit, amount });
  return rule.per ? `${t("check.per", { per: rule.per, unit: rule.per_unit })}${t("check.comma")}${amount}` : amount;
}

/** Said only when it is another number than the threshold's own: a share, a longer stretch, a smaller sample. */
export function sayRequired(rule: Threshold, answer: Answer): string {
  const hasBase = (rule.per > 0 && answer.extent > 0) || (asksShare(rule) && answer.total > 0);
  const amount = requiredAmount(rule, answer);
  if (!hasBase || (amount === rule.amount && !rule.is_percent)) return "";
  return t(rule.is_ceiling ? "check.here_at_most" : "check.here_at_least", { amount, unit: rule.unit });
}

function asksShare(rule: Threshold): boolean {
  return rule.is_percent || rule.sample > 0;
}

function unitOf(rule: Threshold): string {
  return rule.is_percent ? "%" : rule.unit;
}
