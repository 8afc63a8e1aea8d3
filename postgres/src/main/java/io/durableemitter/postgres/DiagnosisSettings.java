package io.durableemitter.postgres;

import java.time.Duration;
import java.util.OptionalInt;

/** What {@link PgDiagnosis} was told of the emitters that use a table. */
record DiagnosisSettings(
    TableName table, Duration eventTtl, Duration longestTransaction, OptionalInt poolSize) {}
