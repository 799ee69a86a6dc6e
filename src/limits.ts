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

/** Bytes of a partition file read in one go: some thousand records, and the most that still comes after a pause. */
export const topicFolderChunkBytes = 262_144;

/** Milliseconds between two looks at the files of a topic folder that has nothing new: below what a person notices, and a look costs microseconds. */
export const topicFolderPollMs = 50;

/** First pause before a topic folder that is not there is looked for again, in ms; each pause doubles the one before. */
export const topicFolderMissingMsFirst = 100;

/** Longest such pause, in ms: whoever has just made the folder waits no longer. */
export const topicFolderMissingMsMax = 5_000;

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

/** Distinct samples gathered of one key in one pane: 96 quarters of an hour and more values than a person uses in a day. Beyond it a sample by hash stands for the whole. */
export const samplesPerPaneMax = 256;

/** Samples of one key in quarantine: a few habits of three weeks at 32 bytes a sample. Beyond it the oldest is let go. */
export const heldSamplesMax = 64;

/** Open windows of one key and rule: lateness / window length + a few; more would mean a window far smaller than its lateness. */
export const openWindowsPerActorMax = 4_096;

/** Accounted bytes of one of them: the candidates, the report and what they describe, as objects. */
export const openAlertBytes = 2_000;

/** Accounted bytes of an observation that waits for its second judgement: its values as an object. */
export const pendingObservationBytes = 300;

/** Lives of one key that a view keeps apart while late events may join them: several only with gaps in what is out of order. Beyond it the oldest is over. */
export const livesPerKeyMax = 64;

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

/** Characters in the name of a Kafka topic: the broker makes directories of them, and refuses longer ones. */
export const topicNameCharsMax = 249;

/** Shortest time after which a silent partition is no longer waited for, in ms: below it every pause between two fetches would count. */
export const idleMsMin = 1_000;

/** Longest such time, in ms: a clock that stands for more than a day makes every alert of its rules useless. */
export const idleMsMax = 86_400_000;

/** How much later than its arrival an event may claim to be, in ms: a wrong clock must not drag a source along, a wrong time zone may pass. */
export const aheadOfArrivalMsMax = 86_400_000;

/** Partitions a record's place can name. A Kafka topic with more would need thousands of brokers. */
export const topicPartitionsMax = 4_096;

/** Records that one step of the live loop handles: some milliseconds of work, so that input and output go on meanwhile. */
export const liveStepRecords = 4_096;

/** Bytes of records that wait for the engine, by source. Beyond it reading pauses; it goes on below half of it. */
export const inputQueueBytesMax = 16 * 1024 * 1024;

/** How long a record that makes time leap waits for partitions that had been read to their ends, in ms: some answers of the broker. */
export const alignmentMs = 500;

/** How long a silent partition or source is waited for, in ms, unless its source says `idle after`. */
export const idleMsDefault = 30_000;

/** How far the clock of a silent source goes on without events, in ms: far enough for windows and alerts of usual lengths to end. */
export const silenceMsMax = 3_600_000;

/** Bytes of alerts that wait for a sink. Beyond it the engine stops taking events until the sink has caught up. */
export const outboxBytesMax = 8 * 1024 * 1024;

/** Messages in one append to a sink. */
export const outboxMessagesPerAppend = 2_000;

/** First pause before an append is tried again, in ms: most troubles of a broker are over by then. */
export const retryMsMin = 100;

/** Longest such pause, in ms: a broker that is back is found within half a minute. */
export const retryMsMax = 30_000;

/** Bytes of actors that are written between two steps while a checkpoint is made: a few milliseconds of work. */
export const checkpointStepBytes = 128 * 1024;

/** Versions that are removed between two steps after a checkpoint. */
export const sweepStepVersions = 2_000;

/** Bytes that wait before the disk is given work: some pieces of a checkpoint, while the next ones are made. */
export const drainBytesMin = 512 * 1024;

/** Bytes that may wait to be written to the store. Beyond it the engine waits for the disk. */
export const unwrittenBytesMax = 8 * 1024 * 1024;

/** Time between checkpoints, in ms, unless the command says otherwise: what a restart has to do again, at most. */
export const checkpointMsDefault = 5_000;

/** How long orphaned state is kept, in ms: long enough to notice a rule that went by mistake. */
export const orphanGraceMsDefault = 30 * 86_400_000;

/** Longest name of a space or key in the durable store, in bytes: what 16 bits can tell. Keys of actors are far shorter. */
export const storeNameBytesMax = 65_535;

/** Bytes the durable store hands to its database at once: some hundred snapshots, some ms during which no event is handled. */
export const databaseBatchBytes = 262_144;

/** Bytes the database gathers in memory and in its log before it writes a table: four times its default, for fewer merges; replayed in 0.2 s. */
export const databaseWriteBufferBytes = 16_777_216;

/** Bytes of table blocks the database keeps unpacked: room for the actors that come back soonest. */
export const databaseCacheBytes = 33_554_432;

/** Bytes of batches after which one has left the log of the database for a table: two write buffers are the most it holds, twice that is safe. */
export const logBytesKept = 4 * databaseWriteBufferBytes;

/** Entries read from the database at once: with more, their buffers outlive the young heap, and reading takes twice as long. */
export const databaseChunkEntries = 512;

/** Bytes at which fewer entries are read at once: a turn of some ms, whatever the size of snapshots. */
export const databaseChunkBytes = 524_288;

/** Shortest pause before a request to a broker is tried again, in ms: a broker that changes its leader is back within some of them. */
export const retryPauseMsMin = 100;

/** Longest such pause, in ms: one knock in half a minute burdens nobody, and an outage is over soon after it is over. */
export const retryPauseMsMax = 30_000;

/** Longest pause between two looks whether a topic has come to be, in ms: whoever has just created it is waiting. */
export const topicPauseMsMax = 5_000;

/** Time a broker has to take a connection or a password, in ms: a handshake around the world takes one second. */
export const connectMsMax = 5_000;

/** Time a broker has to answer a request, in ms: beyond it the connection is taken for dead. */
export const requestMsMax = 20_000;

/** How long the first connection is tried, in ms, before starting fails: broker and engine may have been started together. */
export const connectPatienceMs = 20_000;

/** Time to leave a broker in order, in ms: one that is gone does not keep the engine from ending. */
export const farewellMsMax = 3_000;

/** Longest a fetch waits at the broker for new records, in ms; also how long kafkajs sleeps when all partitions are paused. */
export const fetchWaitMs = 100;

/** Bytes fetched at once from one broker: some 40,000 log lines, which are decoded within a tenth of a second. */
export const fetchBytesMax = 8_388_608;

/** Bytes fetched at once from one partition, so that no partition keeps the others waiting. A larger batch still comes whole. */
export const fetchPartitionBytesMax = 1_048_576;

/** Bytes that one snappy block or batch may unpack to: Kafka's batches are 1 MB packed, and text shrinks to a twentieth at best. */
export const unpackedBytesMax = 268_435_456;

/** Silence of a broker that is told as a lost connection, in ms, once an error was seen: shorter breaks mend themselves unnoticed. */
export const connectionSilenceMsMax = 3_000;

/** How long partitions may stand still, in ms, before they are compared with the broker, and the consumer is built anew when it has more. */
export const stallMsMax = 60_000;

/** Errors without an explanation within a minute after which reading ends: kafkajs may stumble once in an outage, broken bytes stay broken. */
export const unexplainedErrorsMax = 3;

/** Age of what is known of brokers and partitions, in ms: a partition that was added is read after this at the latest. */
export const metadataMsMax = 30_000;

/** Between two looks at a connection and its partitions, in ms. */
export const watchIntervalMs = 1_000;

/** Time to tell onlookers how far the work has come, in ms: joining their group takes a broker three seconds. */
export const progressMsMax = 30_000;

/** Bytes of messages in one request, with room below the 1 MB that brokers take unless told otherwise. */
export const appendBytesMax = 900_000;

/** Bytes that a record takes beside key and value, at most: lengths, timestamp, offset. A batch adds 61. */
export const recordOverheadBytes = 64;

/** Time to store messages, in ms, before the writer says that it cannot. */
export const appendMsMax = 30_000;

/** Records written by one producer before another takes its place: it numbers them within 31 bits, and kafkajs loses count at the end. */
export const recordsPerProducerMax = 1_073_741_824;

/** Producers tried for one append when the broker has lost the numbers of one: the second one starts its own. */
export const producersPerAppendMax = 3;

/** How long a transaction may stay open, in ms, before the broker ends it: longer than a checkpoint takes while a broker restarts. */
export const transactionMsDefault = 30_000;

/** Time between two lines that say how a live run goes, in ms. */
export const statusIntervalMs = 10_000;

/** Longest path of a socket, in bytes: what the platforms can take, 103 being the least of them. */
export const socketPathBytesMax = 103;

/** Longest question to a running engine, in characters: a condition is shorter. */
export const controlQuestionBytesMax = 65_536;

/** How long a stopping run tries to finish its last checkpoint, in ms: less than what asks for the stop waits before it kills. */
export const stopPatienceMs = 8_000;

/** Failures in a row, some seconds apart, before it is said that onlookers see no progress: the first ones pass by themselves. */
export const progressFailuresMin = 6;

/** How long sinks have to be closed after that, in ms: together less than the ten seconds after which containers are killed. */
export const closePatienceMs = 1_000;

/** How long the start of exactly-once work waits for a broker that cannot do transactions yet, in ms: a restart of it takes less. */
export const transactionsPatienceMs = 60_000;

/** Numbers that one feature may learn together (clusters, isolation): beyond eight, distances say little and people cannot read them. */
export const dimensionsMax = 8;

/** Clauses of one baseline that say what it doubts: a bit each in a word of every sample, and one for the quarantine that nobody has to write. */
export const doubtsMax = 31;

/** Largest time that evidence of another key counts, in ms: what was unusual at a place yesterday says little of today. */
export const evidenceWithinMsMax = 86_400_000;

/** Largest weight of a feature, and of slow surprise: with ten times the say of the others nothing else is heard any more. */
export const featureWeightMax = 10;

/** Largest surprise with a bin of its own, in bits, a power of two: sixteen features at the smallest tail there is. 416 bins, 3.4 kB a state. */
export const surpriseBitsMax = 16_384;

/** Largest slow surprise of a key, in bits: what a week of panes with nothing but attacks adds up to. More would only keep it in front for longer. */
export const slowSurpriseBitsMax = 64;

/** Panes that a state of several numbers holds one by one, sampled by hash beyond it: 64 of four numbers are 1.5 kB, and tell how a group spends a day. */
export const vectorsPerStateMax = 64;

/** Panes that a group holds one by one for what is expected of its members, sampled by hash beyond it: four times as many as a key, for it speaks for many. */
export const vectorsPerGroupMax = 256;

/** Leaves of a tree of what is expected: the panes of a key seldom tell more kinds of days apart, and people read no more. */
export const treeLeavesMax = 6;

/** Groups of like panes told apart in one state: people have three to five kinds of days, and the judgement goes through all of them. */
export const clustersPerStateMax = 8;

/** Largest number learnt by models of several numbers: squares of its square root, averaged, stay within single floats. */
export const vectorMagnitudeMax = 1e30;

/** Places remembered in one state; beyond it the map becomes coarser. Six times as many cities as a consultant visits in a year. */
export const placesPerStateMax = 128;

/** Earlier observations of a pane looked through for the one just before: late events are few places out of order. */
export const travelLookBackMax = 64;

/** Histogram buckets of one running amount: 128 bytes; the days of people fall into about ten, and what is wider is told apart less finely. */
export const bucketsPerRunningAmountMax = 16;

/** Groups whose smoothed times one model keeps at hand: more than most rules have, and up to 1.4 kB each. */
export const groupTimesKept = 64;

/** Keys whose smoothed times one model keeps at hand, so that the events of one key and day ask once: 250 bytes each. */
export const ownTimesKept = 1_024;

/** Trees of an isolation forest: with 32 the rank of a pane depends little on the seed, and a judgement takes microseconds. */
export const forestTrees = 32;

/** Levels of a tree, each a halving of the one before: deeper ones, 16 times as fine as the first, found less and cost as much. */
export const forestDepth = 5;

/** Slots of one tree of a group, a power of two: five levels seldom have more cells in use; 32 trees are 32 kB a group. */
export const forestSlotsPerTree = 256;

/** Values that one set remembers as noted and not learnt, the latest ones: more new things than an attacker shows before somebody looks. */
export const notedValuesMax = 16;

/** Greatest strangenesses a series remembers of each kind: their rank decides, and beyond some tens nothing is strange any more. */
export const seriesRecordsMax = 24;

/** Shapes a series remembers of each length: some days of what it does, and half of its 6 kB. */
export const seriesTemplatesMax = 64;

/** Panes, and blocks of eight panes, in which a period is looked for, a power of two: two weeks of five minutes, 4 kB, a search of 0.3 ms. */
export const periodicPanesMax = 512;

/** Phases of a periodic number's profile: the hours of a week, 2 kB. */
export const periodicPhasesMax = 168;

/** Limits of alerts that one rule keeps at hand, one for each tenant: finding one anew takes microseconds. */
export const alertLimitsKept = 1_024;

/** Groups whose words one feature keeps at hand between two borders of panes: some hundred bytes each. */
export const groupWordsMax = 1_024;

/** Keys whose profiles stand for all keys of a rule when similar ones are sought, sampled by hash: a cluster of one in thirty has eight of them. */
export const similarKeysMax = 256;

/** Clusters of similar keys in one rule: more ways to behave than people of one role have, and few enough to be read. */
export const similarKeyClustersMax = 8;

/** Dimensions of a profile at most, sixteen features of texts: with all keys of a sample it still fits into one block of the heap. */
export const profileDimensionsMax = 256;

/** Highly unusual events that one place remembers for other keys: a handful, so that an address of thousands stays as small as any. */
export const evidencePerPlaceMax = 8;

/** Of them, events of one key: whoever is unusual all the time must not crowd out the others. */
export const evidencePerKeyMax = 2;

/** Surprise that one event counts for as evidence at most, in bits: one in a million, beyond which models only guess. */
export const evidenceBitsMax = 20;
