package io.durableemitter.spring;

import java.util.Locale;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;
import org.springframework.core.env.Environment;

/**
 * Says which property is wrong. The builders name settings ({@code insert.maxEventBytes must be
 * …}); Spring Boot then shows the property, what it is, and the file that it is in.
 */
final class PropertyErrors {

  private static final Pattern SETTING =
      Pattern.compile(
          "([a-z]\\w*(?:\\.[a-z]\\w*)*) (?:\\([^)]*\\) |'[^']*' )?(?:must|is not) .*",
          Pattern.DOTALL);
  private static final Pattern GROUP =
      Pattern.compile("(insert|backlog|deliver|retransmit|expire|remove|metrics)\\..*");
  private static final Pattern HUMP = Pattern.compile("([a-z0-9])([A-Z])");

  private final Environment environment;

  PropertyErrors(Environment environment) {
    this.environment = environment;
  }

  /**
   * Makes something of properties.
   *
   * @param group where they are, below the prefix of all; empty if they are of several groups
   * @throws InvalidConfigurationPropertyValueException if one is wrong
   */
  <T> T in(String group, Supplier<T> making) {
    try {
      return making.get();
    } catch (IllegalArgumentException e) {
      throw named(property(group, String.valueOf(e.getMessage())), e);
    }
  }

  /** A property is wrong, or missing. */
  InvalidConfigurationPropertyValueException wrong(String name, String reason) {
    String property = DurableEmitterProperties.PREFIX + "." + name;
    return new InvalidConfigurationPropertyValueException(
        property, environment.getProperty(property), reason);
  }

  private InvalidConfigurationPropertyValueException named(String name, RuntimeException cause) {
    InvalidConfigurationPropertyValueException named =
        wrong(name, String.valueOf(cause.getMessage()));
    named.addSuppressed(cause);
    return named;
  }

  private static String property(String group, String message) {
    Matcher setting = SETTING.matcher(message);
    if (!setting.matches()) {
      return group;
    }
    String name = setting.group(1);
    boolean whole =
        group.isEmpty() || name.startsWith(group + ".") || GROUP.matcher(name).matches();
    return HUMP.matcher(whole ? name : group + "." + name)
        .replaceAll("$1-$2")
        .toLowerCase(Locale.ROOT);
  }
}
