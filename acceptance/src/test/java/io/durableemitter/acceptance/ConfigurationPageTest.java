package io.durableemitter.acceptance;

import static java.util.Locale.ROOT;
import static org.assertj.core.api.Assertions.assertThat;

import io.durableemitter.api.BatchingConfig;
import io.durableemitter.chipingress.BatchClientConfig;
import io.durableemitter.chipingress.ChipIngressClientBuilder;
import io.durableemitter.core.config.EmitterConfig;
import io.durableemitter.http.HttpBatchEmitterBuilder;
import io.durableemitter.http.HttpConfig;
import io.durableemitter.ingress.IngressLimits;
import io.durableemitter.kafka.KafkaConfig;
import io.durableemitter.postgres.PgDurableEventStoreBuilder;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.time.Duration;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/**
 * {@code docs/configuration.md} has a row for each setting that can be set, no other, and the
 * default that the code has.
 */
class ConfigurationPageTest {

  private static final String PAGE =
      SourceRulesTest.read(SourceRulesTest.root().resolve("docs/configuration.md"));
  private static final String KAFKA_PAGE =
      SourceRulesTest.read(SourceRulesTest.root().resolve("docs/kafka.md"));
  private static final String HTTP_PAGE =
      SourceRulesTest.read(SourceRulesTest.root().resolve("docs/http.md"));
  private static final Pattern ROW = Pattern.compile("^\\| `([\\w.]+)` \\| ([^|]*) \\| [^|]+ \\|$");
  private static final Pattern QUANTITY = Pattern.compile("(\\d+) (ms|s|min|h|days|KiB|MiB)");

  @Test
  void theEmittersSettingsAreOnThePage() throws ReflectiveOperationException {
    compare("## Emitter: `EmitterConfig`", EmitterConfig.ofDefaults());
  }

  @Test
  void theTransportsSettingsAreOnThePage() throws ReflectiveOperationException {
    compare("## Transport: `BatchClientConfig`", BatchClientConfig.ofDefaults());
  }

  @Test
  void theSettingsOfTheKafkaTransportAreOnItsPage() throws ReflectiveOperationException {
    compare(KAFKA_PAGE, "## Configuration: `KafkaConfig`", KafkaConfig.ofDefaults());
  }

  @Test
  void theSettingsOfTheHttpTransportAreOnItsPage() throws ReflectiveOperationException {
    compare(HTTP_PAGE, "## Configuration: `HttpConfig`", HttpConfig.ofDefaults());
    for (Method setter : HttpBatchEmitterBuilder.class.getDeclaredMethods()) {
      if (Modifier.isPublic(setter.getModifiers())
          && setter.getReturnType() == HttpBatchEmitterBuilder.class) {
        assertThat(HTTP_PAGE).contains("`" + setter.getName() + "(");
      }
    }
  }

  @Test
  void theLimitsOfTheIngressAreOnThePageAsOptions() throws ReflectiveOperationException {
    Map<String, Object> limits = new LinkedHashMap<>();
    collect("", IngressLimits.ofDefaults(), limits);
    assertThat(limits).hasSize(21);
    for (String limit : limits.keySet()) {
      String name = limit.substring(limit.indexOf('.') + 1);
      assertThat(PAGE).contains("`--" + name.replaceAll("([A-Z])", "-$1").toLowerCase(ROOT) + "`");
    }
  }

  @Test
  void theStoresAndTheClientsSettingsAreOnThePage() {
    for (Class<?> builder :
        List.of(PgDurableEventStoreBuilder.class, ChipIngressClientBuilder.class)) {
      for (Method setter : builder.getDeclaredMethods()) {
        if (Modifier.isPublic(setter.getModifiers()) && setter.getReturnType() == builder) {
          assertThat(PAGE).containsPattern("[`.]" + setter.getName() + "[`(]");
        }
      }
    }
  }

  private static void compare(String heading, Object defaults) throws ReflectiveOperationException {
    compare(PAGE, heading, defaults);
  }

  private static void compare(String page, String heading, Object defaults)
      throws ReflectiveOperationException {
    Map<String, Object> settings = new LinkedHashMap<>();
    collect("", defaults, settings);
    assertThat(rows(page, heading)).containsExactlyInAnyOrderEntriesOf(settings);
  }

  /** What the builder of a configuration sets, and what its builders of groups set. */
  private static void collect(String prefix, Object config, Map<String, Object> settings)
      throws ReflectiveOperationException {
    Class<?> builder = Class.forName(config.getClass().getName() + "$Builder");
    for (Method setter : builder.getMethods()) {
      if (setter.getDeclaringClass() != builder
          || setter.getParameterCount() != 1
          || setter.getParameterTypes()[0] == UnaryOperator.class) {
        continue;
      }
      String name = setter.getName();
      Object value = config.getClass().getMethod(name).invoke(config);
      if (hasBuilder(value)) {
        collect(prefix + name + ".", value, settings);
      } else {
        settings.put(prefix + name, plain(value));
      }
    }
  }

  private static boolean hasBuilder(Object value) {
    return Arrays.stream(value.getClass().getClasses())
        .anyMatch(nested -> nested.getSimpleName().equals("Builder"));
  }

  /** As the page can have it. */
  private static Object plain(Object value) {
    boolean none =
        value.equals(OptionalLong.empty())
            || value.equals(OptionalInt.empty())
            || value.equals(Optional.empty())
            || value.equals(Map.of())
            || value.equals(BatchingConfig.NO_BOUND);
    if (none) {
      return "none";
    }
    if (value instanceof Set<?> set) {
      return set.stream().map(Object::toString).sorted().collect(Collectors.joining(", "));
    }
    return value instanceof Duration time
        ? time.toMillis()
        : value instanceof Number number ? number.longValue() : value.toString();
  }

  private static Object valueOf(String cell) {
    Matcher quantity = QUANTITY.matcher(cell);
    if (quantity.matches()) {
      return Long.parseLong(quantity.group(1)) * unit(quantity.group(2));
    }
    return cell.matches("[\\d,]+")
        ? (Object) Long.parseLong(cell.replace(",", ""))
        : cell.replace("`", "");
  }

  private static long unit(String name) {
    return switch (name) {
      case "ms" -> 1;
      case "s" -> 1_000;
      case "min" -> 60_000;
      case "h" -> 3_600_000;
      case "days" -> 86_400_000;
      case "KiB" -> 1 << 10;
      default -> 1 << 20;
    };
  }

  private static Map<String, Object> rows(String page, String heading) {
    int begin = page.indexOf(heading + "\n");
    assertThat(begin).as("the heading %s", heading).isNotNegative();
    int end = page.indexOf("\n## ", begin);
    Map<String, Object> rows = new LinkedHashMap<>();
    List<String> lines = page.substring(begin, end < 0 ? page.length() : end).lines().toList();
    for (String line : lines) {
      Matcher row = ROW.matcher(line);
      if (row.matches()) {
        assertThat(rows.put(row.group(1), valueOf(row.group(2))))
            .as("a second %s", row.group(1))
            .isNull();
      }
    }
    return rows;
  }
}
