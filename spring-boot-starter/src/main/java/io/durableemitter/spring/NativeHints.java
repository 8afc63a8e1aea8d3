package io.durableemitter.spring;

import org.jspecify.annotations.Nullable;
import org.springframework.aot.hint.RuntimeHints;
import org.springframework.aot.hint.RuntimeHintsRegistrar;

/**
 * What a native image would leave out, read as resources: the statements of the migrations, and the
 * page of the console.
 */
final class NativeHints implements RuntimeHintsRegistrar {

  @Override
  public void registerHints(RuntimeHints hints, @Nullable ClassLoader classLoader) {
    hints.resources().registerPattern("io/durableemitter/postgres/migrations/*.sql");
    hints.resources().registerPattern("io/durableemitter/console/page/*");
    hints.resources().registerPattern("META-INF/resources/webjars/uplot/*/dist/uPlot*");
  }
}
