package io.durableemitter.chaos.child;

import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** The settings of an {@link EmitterMain}, as its arguments: {@code NAME=value}. Immutable. */
public final class EmitterSettings {

  private final Map<Setting, String> values;

  private EmitterSettings(Map<Setting, String> values) {
    this.values = values;
  }

  /** Defaults, for a queue and an ingress. */
  public static EmitterSettings of(String table, int ingressPort) {
    return new EmitterSettings(new EnumMap<>(Setting.class))
        .with(Setting.TABLE, table)
        .with(Setting.INGRESS, ingressPort);
  }

  /** These, but one. */
  public EmitterSettings with(Setting setting, Object value) {
    Map<Setting, String> others = new EnumMap<>(values);
    others.put(setting, value.toString());
    return new EmitterSettings(others);
  }

  static EmitterSettings parse(String[] arguments) {
    Map<Setting, String> values = new EnumMap<>(Setting.class);
    for (String argument : arguments) {
      int end = Math.max(0, argument.indexOf('='));
      values.put(oneOf(argument.substring(0, end)), argument.substring(end + 1));
    }
    return new EmitterSettings(values);
  }

  private static Setting oneOf(String name) {
    return Arrays.stream(Setting.values())
        .filter(setting -> setting.name().equals(name))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "an argument is NAME=value with a name of "
                        + Arrays.toString(Setting.values())
                        + ", not '"
                        + name
                        + "'"));
  }

  List<String> toArguments() {
    return values.entrySet().stream()
        .map(setting -> setting.getKey() + "=" + setting.getValue())
        .toList();
  }

  /** The value of a setting. */
  public String text(Setting setting) {
    return values.getOrDefault(setting, setting.byDefault());
  }

  int number(Setting setting) {
    try {
      return Integer.parseInt(text(setting));
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException(
          setting + " must be a whole number but is '" + text(setting) + "'", e);
    }
  }

  boolean isOn(Setting setting) {
    return Boolean.parseBoolean(text(setting));
  }

  <E extends Enum<E>> E oneOf(Setting setting, Class<E> type) {
    return Arrays.stream(type.getEnumConstants())
        .filter(constant -> constant.name().equals(text(setting)))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    setting
                        + " must be one of "
                        + Arrays.toString(type.getEnumConstants())
                        + " but is '"
                        + text(setting)
                        + "'"));
  }
}
