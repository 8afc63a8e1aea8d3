package io.durableemitter.spring;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.springframework.aot.hint.RuntimeHints;
import org.springframework.aot.hint.RuntimeHintsRegistrar;
import org.springframework.aot.hint.predicate.RuntimeHintsPredicates;
import org.springframework.core.io.support.SpringFactoriesLoader;

class NativeHintsTest {

  @Test
  void theStatementsOfTheMigrationsAreInTheImage() {
    RuntimeHints hints = new RuntimeHints();
    SpringFactoriesLoader.forResourceLocation("META-INF/spring/aot.factories")
        .load(RuntimeHintsRegistrar.class)
        .stream()
        .filter(NativeHints.class::isInstance)
        .forEach(registrar -> registrar.registerHints(hints, getClass().getClassLoader()));
    for (String file : new String[] {"1.sql", "6.sql", "schema.sql", "steps.sql"}) {
      String resource = "io/durableemitter/postgres/migrations/" + file;
      assertThat(getClass().getResource("/" + resource)).isNotNull();
      assertThat(RuntimeHintsPredicates.resource().forResource(resource)).accepts(hints);
    }
  }
}
