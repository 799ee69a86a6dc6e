/** Every bound of the engine, in one place, with its unit and the reason for its value. */

/** Longest line or record taken from a source, in bytes. Beyond it a record is refused: a real log line is a few kB, 1 MiB leaves room. */
export const recordBytesMax = 1_048_576;

/** Words (32 bit) in one page of the state heap: 1 MiB a page, so that growth never copies and never over-reserves by more than that. */
export const heapPageWords = 262_144;

/** Pages of one state heap: block addresses are 32 bit, so 16,384 pages of 2¹⁸ words (16 GiB) are all that can be named. */
export const heapPagesMax = 16_384;

/** Largest single block of the state heap, in words. A larger piece of state must be split: half a page keeps waste below one half. */
export const heapBlockWordsMax = 131_072;

/** Time zones kept by name. The IANA list has about 600 names with aliases; spellings beyond that are still served, only not kept. */
export const zonesRememberedMax = 1024;

/** Days of UTC offsets a zone remembers, a power of two: nearly three years of history at 24 kB a zone. */
export const zoneDaysRemembered = 1024;

/** Earliest instant taken from a text, in epoch milliseconds: 0000-01-01T00:00:00Z, the first year of four digits. */
export const instantMin = -62_167_219_200_000;

/** Latest instant taken from a text, in epoch milliseconds: the end of year 9999. It also unmasks milliseconds given as seconds. */
export const instantMax = 253_402_300_799_999;

/** Longest text read as a time, in bytes: the longest real layout, with names and zone, is under 40. */
export const timeTextBytesMax = 128;

/** Refused events in a row, from one partition, before a jump of its clock into the future is believed: more than a stray host sends in one breath. */
export const aheadConfirmations = 20;

/** Partitions of one source: a Kafka topic beyond a few thousand is unheard of, and the clock keeps 13 bytes for each. */
export const sourcePartitionsMax = 65_536;

/** Slots of one timer queue, the cells of one shard: 2^26 timers already weigh one GiB. */
export const timerSlotsMax = 67_108_864;

/** Actions that follow from each other at one instant of event time before the chain is cut: longer than any real one, so it never ends by itself. */
export const sameInstantChainMax = 1_000_000;

/** Part of a refused record that is shown, in characters: enough to recognise it, short enough for a log line. */
export const sampleCharsMax = 200;

/** Earliest event time taken, in epoch ms: 1990-01-01. Before it stand the zero times of broken clocks (1970, 1980). */
export const eventTimeMin = 631_152_000_000;

/** First event time refused again, in epoch ms: 2100-01-01. Behind it stand seconds read as milliseconds and "never" dates. */
export const eventTimeEnd = 4_102_444_800_000;

/** Slots of the cache of repeated texts of one column, a power of two: log columns seldom repeat more than some hundred values. */
export const textCacheSlots = 2_048;

/** Longest text kept in that cache, in bytes: longer ones (URLs, messages) seldom repeat, and 64 keep a cache at 128 KiB. */
export const textCacheBytesMax = 64;

/** Depth of nested values the byte scanner walks itself; deeper ones go to the full parser, so that input cannot exhaust the stack. */
export const scanDepthMax = 32;

/** Address spellings remembered with their canonical form: IPv6 texts cost a microsecond to read, and a stream repeats few thousand. */
export const addressesRememberedMax = 4_096;

/** Columns of one delimited record: wide exports have some hundred; beyond it the separator is wrong. */
export const csvColumnsMax = 4_096;

/** Steps of matching that one byte of a line may cost for one pattern: real lines need about one, a hostile line stays linear. */
export const patternStepsPerByte = 16;

/** Steps of matching any line may cost, so that short lines with many words are searched to the end. */
export const patternStepsMin = 4_096;

/** Record identities remembered against duplicates: 4 Mi at 24 to 48 bytes are 200 MB at most. Beyond it the oldest half is forgotten, and counted. */
export const identitiesMax = 4_194_304;

/** Size of one piece read from a file, in bytes: system calls vanish from the profile, and a piece still fits the processor's cache. */
export const fileChunkBytes = 524_288;

/** Largest lookup table, in bytes of text: it is held whole in memory; tables beyond that belong into the stream. */
export const tableBytesMax = 268_435_456;

/** Output waiting for the disk before a writer is asked to wait, in characters. */
export const outputCharsWaitingMax = 1_048_576;

/** Longest key of an actor, in UTF-8 bytes: longer ones are refused, they are never names of anything and would let an attacker buy memory. */
export const keyBytesMax = 1_024;

/** Most shards of one engine: beyond this each shard's fixed cost outweighs what it spreads. */
export const shardsMax = 256;

/** Messages waiting between two actors of one engine. They are delivered at every step, so this many means a loop. */
export const mailboxMessagesMax = 4_194_304;

/** Observations of one key kept for a second judgement while its baseline still takes late events (ready phase). Beyond it the first judgement stands. */
export const pendingPerActorMax = 1_024;

/** Open windows of one key and rule: lateness / window length + a few; more would mean a window far smaller than its lateness. */
export const openWindowsPerActorMax = 4_096;

/** Accounted bytes of one of them: the candidates, the report and what they describe, as objects. */
export const openAlertBytes = 2_000;

/** Accounted bytes of an observation that waits for its second judgement: its values as an object. */
export const pendingObservationBytes = 300;

/** Alerts of one key still open to revision. Beyond it the oldest is closed as it is. */
export const openAlertsPerActorMax = 256;

/** Records in one batch: large enough to spread fixed costs, small enough that its columns stay in the second-level cache. */
export const batchRowsDefault = 2_048;

/** Actors looked at to find one to evict: eight seeded samples come within a few percent of a full ordering at a fraction of its cost. */
export const evictionSamples = 8;

/** Failures of one private actor within its life after which it is quarantined: its events go to the dead letters, its state stays. */
export const actorFailuresMax = 8;

/** Values listed in a baseline document, most frequent first; the rest is counted. More than a person reads. */
export const documentValuesMax = 50;

/** Different values one key's set keeps: 1,024 × 12 bytes. Beyond it a sample by hash stands for the whole. */
export const valuesPerSetMax = 1_024;

/** Days told apart in a presence bitmap. A longer learning period lets one bit stand for several days. */
export const presenceBitsMax = 64;

/** Histogram buckets of one amount: 1 kB; at 3 % a bucket they span a factor of 40, then neighbouring buckets are merged. */
export const bucketsPerAmountMax = 128;

/** Largest magnitude an amount is told apart at: beyond it squares and sums of squares would leave the range of doubles. */
export const amountMagnitudeMax = 1e100;

/** Smallest tail probability ever given: its logarithm and its product with other tails stay finite. */
export const tailProbabilityMin = 1e-300;

/** Hashes a distinct count keeps exactly: 1 kB, as much as the HyperLogLog sketch takes that comes after it. */
export const distinctExactMax = 256;

/** Words shown of what is usual in an alert line: values or time ranges, before "and n more". */
export const usualPartsMax = 3;

/** Networks whose text the function `network` remembers, a power of two: 4096 sites at about 200 kB, so that a steady stream makes no strings. */
export const networkCacheSlots = 4096;

/** Constants compared one by one in `x in (…)`; a longer list becomes a hash set, which wins from about this size on. */
export const comparedInPlaceMax = 4;

/** Alerts a replay keeps for its list and its expectations, about 1 kB each. Beyond that they are counted; a file of alerts has them all. */
export const alertsKeptMax = 200_000;

/** Dead letters a replay keeps to show what they look like; all are counted, and a file of dead letters has them all. */
export const deadLettersKeptMax = 5;

/** Largest rule file, scenario or table of a replay read as one text, in bytes: events beyond it belong into a file of events. */
export const textFileBytesMax = 16_777_216;

/** Bytes of generated events handed to the engine at once, and so the most that happens between two looks at Ctrl-C. */
export const generatedChunkBytes = 65_536;

/** Alerts, labels or letters shown to explain one failed expectation: enough to see the pattern, short enough to read. */
export const foundShownMax = 5;

/** Alerts shown of one run unless asked otherwise: one screen. */
export const alertsShownDefault = 20;

/** Milliseconds between two drawings of the progress line: faster is not read. */
export const progressIntervalMs = 100;

/** Milliseconds of work before signals and output get their turn: a key press must not feel ignored. */
export const turnIntervalMs = 20;

/** Brackets inside brackets in a rule: the parser calls itself for each, and nobody can read a tenth of this. */
export const expressionNestingMax = 48;

/** Operators in one clause of a rule: the compiler walks expressions recursively. Longer lists belong into a table. */
export const clauseOperatorsMax = 1_000;

/** Generations of one baseline that learn at once for a key: each has its own state, eight overlap 30 days every 4. */
export const generationsPerActorMax = 8;

/** Steps of a sliding window: a day in minutes. Every step of every key is a pane that is kept until the window ends. */
export const panesPerWindowMax = 1_440;

/** How far ahead of its source's clock an event may be, in ms: a year's quarter. Beyond it the record is refused, or one wrong year would make all that follows late. */
export const timeAheadMsMax = 92 * 86_400_000;

/** Accounted bytes of one private operator chain: a subject, a subscription and some operators take 3 to 5 kB in RxJS 7. */
export const privateChainBytes = 5_000;

/** Accounted bytes of an event that waits there: its fields as an object, the text that orders it, and its place in line. */
export const waitingEventBytes = 400;

/** Events of a source waiting for their turn in an actor kind that wants them in order. Beyond it the oldest goes on at once: its lateness is too long for its rate. */
export const reorderEventsMax = 1_000_000;

/** Events of one generated case of a relation: enough for several lives of a baseline, few enough to be replayed a thousand times while shrinking. */
export const caseEventsMax = 400;

/** Cases a relation is tried on unless asked otherwise: most violations show within some tens. */
export const relationRunsDefault = 25;

/** Cases run to make a failed one smaller. Each halves the input or a rule; beyond this little more is gained, and a minute is gone. */
export const shrinkRunsMax = 600;
