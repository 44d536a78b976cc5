/** Answers to tasks: begun, completed, handed in. From then on they go the way of everything in the outbox. */
import type { AnswerIn, PhotoStage, Task, TaskKind } from "./contract";
import { canonical, sha256OfText } from "./canonical";
import type { AnswerDraft, AnswerItem, FieldDatabase, OutboxItem } from "./database";
import { copyOf } from "./drafts";
import { isAnswerable, resultsOf } from "./tasks";

/** What the phone has of a task: being answered, answered and not settled, or neither. */
export interface TaskHeld {
  task: Task | null;
  /** Whether the server still wants an answer, as far as the phone knows. */
  isWanted: boolean;
  draft: AnswerDraft | null;
  /** The answer that waits, was refused, or was the last one to arrive for this round. */
  item: AnswerItem | null;
}

export async function held(db: FieldDatabase, taskId: string): Promise<TaskHeld> {
  const draft = (await db.answerDraft.where("task_id").equals(taskId).first()) ?? null;
  const items = (await db.outbox.where("task_id").equals(taskId).sortBy("finished_at")).filter(isAnswer).reverse();
  const known = (await db.task.get(taskId)) ?? (draft && (await successor(db, draft)));
  const task = known ?? draft?.task ?? items[0]?.task ?? null;
  const item = items.find((one) => one.state !== "received") ?? items.find((one) => one.task.round === task?.round) ?? null;
  return { task, isWanted: !!known, draft, item };
}

/** Tasks whose answers are still here: done as far as the holder is concerned, or to be mended. */
export async function answersHere(db: FieldDatabase): Promise<Map<string, "waiting" | "refused">> {
  const items = (await db.outbox.where("state").notEqual("received").toArray()).filter(isAnswer);
  return new Map(items.map(({ task_id, state }) => [task_id, state === "refused" ? "refused" : "waiting"]));
}

/** A case sent back comes under another id: what was begun for it is still wanted, if nothing was begun there yet. */
async function successor(db: FieldDatabase, { task }: AnswerDraft): Promise<Task | null> {
  if (!isRectifying(task.kind)) return null;
  const found = await db.task.filter((one) => isRectifying(one.kind) && one.case_id === task.case_id).first();
  return found && !(await db.answerDraft.where("task_id").equals(found.id).count()) ? found : null;
}

export function isAnswer(item: OutboxItem): item is AnswerItem {
  return item.about === "answer";
}

/** The draft of this task, made if there is none. Null: the task is not here, or its answer is on its way already. */
export async function beginAnswer(db: FieldDatabase, taskId: string, now: Date): Promise<AnswerDraft | null> {
  return db.transaction("rw", db.task, db.answerDraft, db.outbox, async () => {
    const { task, isWanted, draft, item } = await held(db, taskId);
    if (draft) return draft;
    if (!task || !isWanted || item || !isAnswerable(task)) return null;
    const begun = fresh(task, now);
    await db.answerDraft.add(begun);
    return begun;
  });
}

function fresh(task: Task, now: Date): AnswerDraft {
  const [only, other] = resultsOf(task.kind);
  return {
    client_id: crypto.randomUUID(),
    task_id: task.id,
    task,
    result: (!other && only) || "",
    text: "",
    photos: [],
    marks: {},
    changed_at: now.toISOString(),
    position: null,
  };
}

/** Whether anything was said: an untouched draft is not told as unfinished. */
export function isBegun(draft: AnswerDraft): boolean {
  const isChosen = draft.result !== "" && draft.result !== "done";
  return isChosen || !!draft.text.trim() || !!draft.photos.length || Object.values(draft.marks).some((marks) => marks.length);
}

/** The case has gone through another round since the draft was begun: as it stands it would only be kept beside it. */
export function isOutdated(draft: AnswerDraft, { task, isWanted }: TaskHeld): boolean {
  return !isWanted || draft.task.round !== task?.round || draft.task_id !== task.id;
}

/** What was said so far, as an answer to the case as it stands now. */
export function renewed(draft: AnswerDraft, task: Task): AnswerDraft {
  return { ...draft, task_id: task.id, task };
}

/** Which of a case's two sides a photograph of this answer shows. */
export function stageOf(task: Task): PhotoStage {
  return task.kind === "retake" && task.photos[0]?.stage === "before" ? "before" : "after";
}

export type AnswerFault = "no_result" | "no_reason" | "no_measure" | "no_photo";

/** Why it cannot be handed in yet; empty = it can. */
export function faultsOfAnswer({ task, result, text, photos }: AnswerDraft): AnswerFault[] {
  if (!result) return ["no_result"];
  const faults: AnswerFault[] = [];
  if (!text.trim() && result === "failed") faults.push("no_reason");
  if (!text.trim() && isRectifying(task.kind)) faults.push("no_measure");
  if (!photos.length && (result === "done" || (task.kind === "look_back" && result === "failed"))) faults.push("no_photo");
  return faults;
}

export function isRectifying(kind: TaskKind): boolean {
  return kind === "rectify" || kind === "returned";
}

/** Marks show what is still wrong: only a failed verification has them. */
export function mayMark({ task, result }: Pick<AnswerDraft, "task" | "result">): boolean {
  return task.kind === "verify" && result === "failed";
}

export function answerBody(draft: AnswerDraft, now: Date): AnswerIn {
  if (!draft.result) throw new Error("an answer without a result");
  return {
    client_id: draft.client_id,
    task: draft.task_id,
    case_number: draft.task.number,
    round: draft.task.round,
    result: draft.result,
    text: draft.text.trim(),
    photos: draft.photos,
    marks: mayMark(draft) ? marksOf(draft) : [],
    answered_at: now.toISOString(),
    position: draft.position,
  };
}

function marksOf({ marks }: AnswerDraft): AnswerIn["marks"] {
  return Object.entries(marks)
    .filter(([, drawn]) => drawn.length)
    .map(([id, drawn]) => ({ photo_id: Number(id), marks: drawn.map((mark) => ({ ...mark, text: mark.text.trim() })) }));
}

/** The draft becomes a thing to be sent, in one step. Handing it in twice is handing it in once. */
export async function handInAnswer(db: FieldDatabase, draft: AnswerDraft, now: Date): Promise<void> {
  const item = await itemOf(draft, now);
  await db.transaction("rw", db.answerDraft, db.outbox, async () => {
    if (await db.outbox.get(draft.client_id)) return;
    await db.outbox.add(item);
    await db.answerDraft.delete(draft.client_id);
  });
}

async function itemOf(draft: AnswerDraft, now: Date): Promise<AnswerItem> {
  const told = answerBody(draft, now);
  const body = canonical(told);
  return {
    about: "answer",
    client_id: draft.client_id,
    task_id: draft.task_id,
    task: copyOf(draft.task),
    result: told.result,
    body,
    body_sha256: await sha256OfText(body),
    files: [...new Set(draft.photos.map(({ sha256 }) => sha256))],
    draft: copyOf(draft),
    finished_at: now.toISOString(),
    state: "waiting",
    tries: 0,
    next_try_at: 0,
    message: "",
    receipt: null,
  };
}
