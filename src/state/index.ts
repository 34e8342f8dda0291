export { AnalysisSession, type ClipChange } from './analysis-session.svelte.ts';
export { ClipExports, type RunningExport } from './clip-exports.svelte.ts';
export { ContainerTable, factsText } from './container-table.svelte.ts';
export { ClipEntry, type ClipSource, type ClipStatus } from './clip-entry.svelte.ts';
export { DeviceFacts, type OfflineStatus } from './device-facts.svelte.ts';
export { Engine, type EngineStatus } from './engine.svelte.ts';
export { ModelLibrary, type LibraryModel } from './model-library.svelte.ts';
export type { ModelShelf } from './model-shelf.ts';
export {
  EventTuning,
  hysteresisFields,
  type CaseSettingsKeeper,
  type HysteresisField,
} from './event-tuning.svelte.ts';
export type { BuiltInPreset } from './event-presets.ts';
export { ReviewDesk, type Edge, type ReviewKeeper } from './review-desk.svelte.ts';
export { DatasetHandover, type HandoverOffer } from './dataset-handover.svelte.ts';
export { isAdjusted, isRelabelled } from '../review/index.ts';
export { Navigation } from './navigation.svelte.ts';
export { Notices, type Notice, type Remedy } from './notices.svelte.ts';
export {
  Playback,
  paces,
  type FrameClock,
  type Marks,
  type Pace,
  type PlaybackStatus,
} from './playback.svelte.ts';
export { Preferences, type Theme } from './preferences.svelte.ts';
export { CaseDesk } from './cases/case-desk.svelte.ts';
export {
  CaseEvidence,
  type MadeExport,
  type ReportKind,
  type SourceVerdict,
} from './cases/case-evidence.svelte.ts';
export { describeActivity } from '../report/index.ts';
export { CaseLog } from './cases/case-log.svelte.ts';
export { CaseOverview, type RankedEntry } from './cases/case-overview.svelte.ts';
export { Traffic, pageTraffic } from './traffic.svelte.ts';
export { Workspace, type WorkspaceParts } from './workspace.svelte.ts';
export { emptyArchive, settingsIn, type AnalysisArchive, type SettingsStore } from './stores.ts';
export type { StoredAnalysis, StoredCase } from '../storage/index.ts';
export { connectWorkspace } from './connect-workspace.ts';
export { formatBytes } from './byte-size.ts';
export { formatDuration, formatTimecode, parseJump, type Jump } from './timecode.ts';
export { indexAtOrBefore } from './nearest-index.ts';
export { probabilitiesAt, uncalibratedTrack } from '../analysis/pure.ts';
export { EventBrowser, type EventOrder, type StatusCounts } from './event-browser.svelte.ts';
export { ThumbnailStrip } from './thumbnail-strip.svelte.ts';
export { thumbnailSlots, type ThumbnailSlots } from './thumbnail-slots.ts';
export { TimelineView, type TimeSpan } from './timeline-view.svelte.ts';
export { ForecastSession, type ForecastJob } from './forecast-session.svelte.ts';
export { forecastSessionFor } from './forecast-sessions.ts';
export { formatCount, formatDay, formatPercent, formatScore } from './forecast-format.ts';
export { compareNames, looksLikeFootage } from './footage-names.ts';
export { count } from './plain-count.ts';
export { filesBehind, sourcesOf, type Sources } from './dataset-folders.ts';
export { DatasetDraft, type LabelledSource, type UnreadableFile } from './dataset-draft.svelte.ts';
export { isUsed, lengthOf, summariseClasses, type ClassSummary } from './dataset-summary.ts';
export { unlabelled } from './dataset-rules.ts';
export { TrainingSession, type ShownResult } from './training-session.svelte.ts';
export { TrainingRun, type RunState } from './training-run.svelte.ts';
export { TrainingProgress, type FeatureProgress, type StageProgress } from './training-progress.svelte.ts';
export { TrainingHistory } from './training-history.svelte.ts';
export {
  boundedSetting,
  headKinds,
  headTitles,
  mostVariants,
  settingBounds,
  usualDeep,
  type NumericSetting,
} from './training-settings.ts';
export type { TrainingDesk } from './training-desk.ts';
export { LiveSession, type LivePage, type LiveProblem, type LiveStatus } from './live/live-session.svelte.ts';
export type { LiveAlert } from './live/live-alerts.svelte.ts';
export { clipBudget, type SavedClip } from './live/live-clips.svelte.ts';
export { liveSpan } from './live/live-curve.svelte.ts';
export { handSpan } from './live/live-recording.svelte.ts';
export type { Camera, SourceChoice } from './live/live-media.ts';
export { livePage } from './live/live-page.ts';
export { ExplanationDesk } from './explanation.svelte.ts';
export { peakOf } from './explanation-facts.ts';
