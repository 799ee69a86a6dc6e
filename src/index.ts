/** The public face: what an embedder uses, and everything that `actors/` may see. */

// Building actor kinds
export { type Aggregate, createAggregate } from './baseline/aggregate.ts';
export { combineFeatures, scoreOf } from './baseline/combine.ts';
export { createModel, type ModelSpec } from './baseline/create-model.ts';
export type { BaselineDocument, ModelDocument } from './baseline/document.ts';
export { combineLevels } from './baseline/levels.ts';
export type { Model, Side } from './baseline/model.ts';
export { bitsWithinBudget } from './baseline/running/alert-budget.ts';
export type { OwnCalibration, PopulationCalibration } from './baseline/running/calibration.ts';
export { createRunningModel } from './baseline/running/create-running-model.ts';
export { isNumericModel } from './baseline/running/numeric-model.ts';
export { OwnSurprise } from './baseline/running/own-surprise.ts';
export { PopulationSurprise } from './baseline/running/population-surprise.ts';
export { isProfiled, type ProfiledModel } from './baseline/running/profile.ts';
export type { Levels, Moment, RunningModel, SampleList } from './baseline/running/running-model.ts';
export { isSequence, isSided, type RunningSpec } from './baseline/running/running-spec.ts';
export { SimilarKeys } from './baseline/running/similar-keys.ts';
export { sumTail } from './baseline/running/sum-tail.ts';
export { TravelSpeed } from './baseline/running/travel.ts';
export {
  bitsOf,
  combineSurprise,
  fadedSlowSurprise,
  slowSurprise,
  tailOf,
} from './baseline/running/whole-surprise.ts';
export { readVersion } from './baseline/snapshot-version.ts';
export type { UsualAmount } from './baseline/usual-amount.ts';
// Embedding
export type { Engine, EngineOptions, EngineParts, SourceInput } from './engine.ts';
export { openEngine } from './engine.ts';
export type { Batch } from './event/batch.ts';
export type { RefusalCode } from './event/refusal.ts';
export type { FieldSchema, FieldType, SourceSchema } from './event/schema.ts';
export type { RuleFile, Severity } from './language/ast.ts';
export { type Compilation, type CompileEnvironment, compileRules } from './language/compile.ts';
export { type Diagnostic, renderDiagnostic } from './language/diagnostic.ts';
export { defineFunction, type FunctionDefinition } from './language/functions/definition.ts';
export { showNumber } from './language/generate/show-value.ts';
export type {
  AggregateProgram,
  AlertProgram,
  BaselineProgram,
  DoubtProgram,
  DoubtYardstick,
  EvidenceProgram,
  FeatureProgram,
  Measures,
  Observation,
  RunningProgram,
  ThresholdProgram,
  Value,
  ViewProgram,
} from './language/program.ts';
export { RulesError } from './language/rules-error.ts';
export {
  actorFailuresMax,
  alertLimitsKept,
  evictionSamples,
  evidenceBitsMax,
  evidencePerKeyMax,
  evidencePerPlaceMax,
  groupWordsMax,
  heldSamplesMax,
  keyBytesMax,
  livesPerKeyMax,
  openAlertBytes,
  openAlertsPerActorMax,
  openWindowsPerActorMax,
  pendingObservationBytes,
  pendingPerActorMax,
  profileDimensionsMax,
  samplesPerPaneMax,
  tailProbabilityMin,
  zonesRememberedMax,
} from './limits.ts';
export type { ByteReader, ByteWriter } from './memory/bytes.ts';
export { type Dictionary, hashNumber, hashText } from './memory/dictionary.ts';
export { type Address, classWords, type Heap } from './memory/heap.ts';
export { hashBytes, shardOf } from './memory/key-table.ts';
export type { Ledger } from './memory/ledger.ts';
export type {
  ActorAlert,
  ActorContext as PrivateActorContext,
  ActorDefinition,
  ActorEvent,
} from './runtime/actor-definition.ts';
export { defineActor } from './runtime/actor-definition.ts';
export type {
  ActorContext,
  ActorKinds,
  GroupActors,
  RuleActors,
  SupervisedRule,
  Supervisor,
  SupervisorSetup,
} from './runtime/actor-kinds.ts';
export { type AlertCandidate, alertId, alertPeriod, severityRank } from './runtime/alert.ts';
export type { Behaviour } from './runtime/behaviour.ts';
export type { Host } from './runtime/host.ts';
export { showKey } from './runtime/key-text.ts';
export type { Mailbox } from './runtime/mailbox.ts';
export type {
  Alert,
  AlertEvidence,
  DeadLetter,
  Decision,
  JudgedFeature,
  JudgedObservation,
  LateEvent,
  Metrics,
  Outputs,
  Phase,
  RuleMetrics,
  SourceMetrics,
} from './runtime/output.ts';
export { showObserved } from './runtime/show-observed.ts';
export { stage } from './runtime/stage.ts';
export type { StateStore } from './runtime/state-store.ts';
export { CurrentObservation, Turn, turnKind } from './runtime/turn.ts';
export { localDayNumber } from './time/calendar.ts';
export { dayMs, hourMs } from './time/duration.ts';
export { EventTimeScheduler } from './time/event-time-scheduler.ts';
export { formatInstant } from './time/instant.ts';
export { Windowing, type WindowSpec } from './time/window.ts';
export { Zone } from './time/zone.ts';
