package io.durableemitter.benchmarks.parts;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Collection;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.runner.options.VerboseMode;

/** That each part runs; what it takes is for people to look at. */
@Timeout(120)
class PartsTest {

  @Test
  void eachPartRuns() throws Exception {
    Collection<RunResult> results =
        new Runner(
                new OptionsBuilder()
                    .forks(0)
                    .warmupIterations(0)
                    .measurementIterations(1)
                    .measurementTime(TimeValue.milliseconds(20))
                    .shouldFailOnError(true)
                    .verbosity(VerboseMode.SILENT)
                    .build())
            .run();
    assertThat(results)
        .extracting(one -> one.getParams().getBenchmark())
        .extracting(name -> name.replaceFirst(".*\\.(\\w+\\.\\w+)$", "$1"))
        .containsExactlyInAnyOrder(
            "BatcherBenchmark.offeredAndTaken",
            "BatcherBenchmark.throughWorker",
            "EncodeBenchmark.encode",
            "EncodeBenchmark.encodeOrdered",
            "RequestBenchmark.number",
            "RequestBenchmark.request",
            "ResultsBenchmark.read",
            "ResultsBenchmark.readFromBytes");
    assertThat(results)
        .allSatisfy(one -> assertThat(one.getPrimaryResult().getScore()).isPositive());
  }
}
