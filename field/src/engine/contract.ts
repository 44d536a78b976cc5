/**
 * What server and phone say to each other under /api/v1/field/, by the names that the phone uses. The shapes are the server's:
 * schema.ts is made from its schema. Instants are ISO 8601 with zone.
 */
import type { components } from "./schema";

type Shapes = components["schemas"];

export type Me = Shapes["MeOut"];
export type PhotoLimits = Shapes["PhotoLimitsOut"];

export type Place = Shapes["PlaceTold"];
export type Threshold = Shapes["ThresholdTold"];
export type CheckItem = Shapes["CheckItemTold"];
export type CheckList = Shapes["CheckListTold"];
export type Assignment = Shapes["AssignmentTold"];
export type Category = Shapes["CategoryTold"];

export type Changes = Shapes["ChangesOut"];
/** By its `kind` one knows what `data` is; null: gone for this person. */
export type Change = Changes["items"][number];
export type ChangeKind = Change["kind"];

export type VisitKind = Shapes["VisitKind"];
export type PhotoSource = Shapes["EvidenceSource"];
export type PhotoStage = Shapes["EvidenceStage"];
export type Level = Shapes["Level"];
export type Position = Shapes["PositionIn"];
export type PhotoIn = Shapes["PhotoIn"];
/** `result` is passed, failed, not_applicable or a grade's code; empty when `counted` says it. */
export type ObservationIn = Shapes["ObservationIn"];
export type FindingIn = Shapes["FindingIn"];
export type VisitIn = Shapes["VisitIn"];

export type VisitReceipt = Shapes["VisitOut"];
export type FileReceipt = Shapes["FileOut"];

export type Task = Shapes["TaskTold"];
export type TaskKind = Shapes["TaskKind"];
export type TaskPhoto = Shapes["TaskPhotoTold"];
/** check: taken by whoever verified or looked back. */
export type CaseStage = Shapes["PhotoStage"];
export type CaseState = Shapes["CaseState"];
/** In fractions of the upright picture. An arrow points to (x + w, y + h); w, h may be negative. */
export type Mark = Shapes["MarkTold"];
export type MarkShape = Shapes["MarkShape"];

export type AnswerIn = Shapes["AnswerIn"];
export type AnswerResult = Shapes["AnswerResult"];
/** kept: the case had moved on; the answer is kept beside it for a person to settle. */
export type AnswerReceipt = Shapes["AnswerOut"];
