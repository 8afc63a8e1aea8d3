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
      int end = argument.indexOf('=');
      if (end < 0) {
        throw new IllegalArgumentException(
            "an argument is NAME=value with a name of "
                + Arrays.toString(Setting.values())
                + ", not "
                + argument);
      }
      values.put(Setting.valueOf(argument.substring(0, end)), argument.substring(end + 1));
    }
    return new EmitterSettings(values);
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
    return Integer.parseInt(text(setting));
  }

  boolean isOn(Setting setting) {
    return Boolean.parseBoolean(text(setting));
  }

  <E extends Enum<E>> E oneOf(Setting setting, Class<E> type) {
    return Enum.valueOf(type, text(setting));
  }
}
