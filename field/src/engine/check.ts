/** The rules of a check on the phone: which items are asked, what an answer comes to, when it may be handed in. */
import type { CheckItem, FindingIn, ObservationIn, Threshold, VisitIn } from "./contract";
import type { Answer, Draft, DraftFinding } from "./database";

export type Outcome = "open" | "passed" | "failed" | "not_applicable";

export const NO_ANSWER: Answer = { result: "", counted: null, extent: 0, total: 0, note: "" };

export function answerOf(draft: Draft, item: CheckItem): Answer {
  return draft.answers[item.id] ?? NO_ANSWER;
}

/** What the answer will come to. The server judges and scores; this is for the eye and for what is asked next. */
export function outcome(item: CheckItem, answer: Answer): Outcome {
  if (answer.result === "not_applicable") return "not_applicable";
  if (item.kind === "count" && answer.counted !== null) return counted(item, answer, answer.counted);
  if (answer.result === "passed" || answer.result === "failed") return answer.result;
  if (answer.result) return answer.result === item.grades?.[0]?.code ? "passed" : "failed";
  return "open";
}

function counted(item: CheckItem, answer: Answer, found: number): Outcome {
  const rule = item.threshold;
  if (!rule) return found === 0 ? "passed" : "failed";
  const needed = requiredAmount(rule, answer);
  return (rule.is_ceiling ? found <= needed : found >= needed) ? "passed" : "failed";
}

/** As the server reckons (standards/rules/judging.py, required_amount): tests/judging.json is tried on both sides. */
export function requiredAmount(rule: Threshold, { extent, total }: Pick<Answer, "extent" | "total">): number {
  if (rule.is_percent) return (rule.is_ceiling ? Math.floor : Math.ceil)((rule.amount * total) / 100);
  if (rule.per > 0) return rule.amount * Math.max(1, Math.floor(extent / rule.per));
  if (total > 0 && total < rule.sample) return Math.ceil((rule.amount * total) / rule.sample);
  return rule.amount;
}

/** Items that stand below another one are asked only when that one fails. */
export function asked(draft: Pick<Draft, "items" | "answers">): CheckItem[] {
  const below = new Set(draft.items.flatMap((item) => item.if_failed ?? []));
  const opened = new Set(
    draft.items
      .filter((item) => item.if_failed?.length && outcome(item, draft.answers[item.id] ?? NO_ANSWER) === "failed")
      .flatMap((item) => item.if_failed ?? []),
  );
  return draft.items.filter((item) => !below.has(item.id) || opened.has(item.id));
}

export interface Group {
  title: string;
  items: CheckItem[];
}

/** Items in the list's order, grouped by standard and indicator. */
export function grouped(items: CheckItem[]): Group[] {
  const groups = new Map<string, Group>();
  for (const item of items) {
    const title = [item.framework, item.indicator].filter(Boolean).join(" · ");
    const group = groups.get(title) ?? { title, items: [] };
    group.items.push(item);
    groups.set(title, group);
  }
  return [...groups.values()];
}

export interface Progress {
  answered: number;
  asked: number;
  failed: number;
}

export function progress(draft: Draft): Progress {
  const items = asked(draft);
  const outcomes = items.map((item) => outcome(item, answerOf(draft, item)));
  return {
    asked: items.length,
    answered: outcomes.filter((one) => one !== "open").length,
    failed: outcomes.filter((one) => one === "failed").length,
  };
}

export type Fault =
  | { code: "nothing" }
  | { code: "undescribed"; finding: DraftFinding }
  | { code: "needs_total"; item: CheckItem }
  | { code: "finding_at_passed"; item: CheckItem; finding: DraftFinding };

/** Why it cannot be handed in yet; empty = it can. Items left open are no fault: a visit may be cut short. */
export function faultsOf(draft: Draft): Fault[] {
  const items = asked(draft);
  const answered = items.filter((item) => outcome(item, answerOf(draft, item)) !== "open");
  if (!answered.length && !draft.findings.length) return [{ code: "nothing" }];
  return [
    ...answered.filter((item) => lacksTotal(item, answerOf(draft, item))).map((item) => ({ code: "needs_total", item }) as const),
    ...draft.findings.flatMap((finding) => faultsOfFinding(draft, items, finding)),
  ];
}

function lacksTotal(item: CheckItem, answer: Answer): boolean {
  return answer.counted !== null && asksTotal(item) && answer.total < Math.max(1, answer.counted);
}

/** A share or a sample: of how many. */
export function asksTotal(item: CheckItem): boolean {
  return !!item.threshold && (item.threshold.is_percent || item.threshold.sample > 0);
}

function faultsOfFinding(draft: Draft, items: CheckItem[], finding: DraftFinding): Fault[] {
  const item = items.find((one) => one.id === finding.check_item_id);
  if (item && !mayHaveFindings(item, answerOf(draft, item))) return [{ code: "finding_at_passed", item, finding }];
  // At an item the clause itself says what is wrong; outside the list only words do.
  return finding.check_item_id === null && !finding.description.trim() ? [{ code: "undescribed", finding }] : [];
}

/** A failed item, and one that bears so many: two butts where three are allowed are still two faults. */
export function mayHaveFindings(item: CheckItem, answer: Answer): boolean {
  const isBorne = !!item.threshold?.is_ceiling && (answer.counted ?? 0) > 0;
  return outcome(item, answer) === "failed" || (outcome(item, answer) === "passed" && isBorne);
}

/** The visit as it is sent. */
export function bodyOf(draft: Draft, finishedAt: string): VisitIn {
  return {
    client_id: draft.client_id,
    place_id: draft.place_id,
    assignment_id: draft.assignment_id,
    kind: draft.kind,
    started_at: draft.started_at,
    finished_at: finishedAt,
    position: draft.position,
    observations: asked(draft).flatMap((item) => observation(item, answerOf(draft, item))),
    findings: draft.findings.map(finding),
    note: draft.note.trim(),
  };
}

function observation(item: CheckItem, answer: Answer): ObservationIn[] {
  if (outcome(item, answer) === "open") return [];
  const isCounted = item.kind === "count" && answer.result !== "not_applicable";
  return [
    {
      check_item_id: item.id,
      result: isCounted ? "" : answer.result,
      counted: isCounted ? answer.counted : null,
      extent: isCounted ? answer.extent : 0,
      total: isCounted ? answer.total : 0,
      note: answer.note.trim(),
    },
  ];
}

function finding(found: DraftFinding, index: number): FindingIn {
  const { key: _key, ...told } = found;
  return { ...told, description: told.description.trim(), position: index + 1 };
}
