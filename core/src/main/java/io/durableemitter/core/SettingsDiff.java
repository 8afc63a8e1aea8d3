package io.durableemitter.core;

import io.durableemitter.core.config.EmitterConfig;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;

/** The settings that somebody has chosen, by the names of the reference. */
final class SettingsDiff {

  private final List<String> found = new ArrayList<>();

  private SettingsDiff() {}

  /** Such as {@code retransmit.after=PT1S, closeTimeout=PT5S}; {@code none} if there are none. */
  static String fromDefaults(EmitterConfig config) {
    EmitterConfig defaults = EmitterConfig.ofDefaults();
    SettingsDiff diff = new SettingsDiff();
    diff.compare("insert", config.insert(), defaults.insert());
    diff.compare("backlog", config.backlog(), defaults.backlog());
    diff.compare("deliver", config.deliver(), defaults.deliver());
    diff.compare("order", config.order(), defaults.order());
    diff.compare("retransmit", config.retransmit(), defaults.retransmit());
    diff.compare("expire", config.expire(), defaults.expire());
    diff.compare("remove", config.remove(), defaults.remove());
    diff.compare("metrics", config.metrics(), defaults.metrics());
    diff.compare("closeTimeout", config.closeTimeout(), defaults.closeTimeout());
    return diff.found.isEmpty() ? "none" : String.join(", ", diff.found);
  }

  private void compare(String name, Object value, Object standard) {
    if (value.equals(standard)) {
      return;
    }
    if (value instanceof Record group) {
      for (RecordComponent setting : group.getClass().getRecordComponents()) {
        compare(name + "." + setting.getName(), read(setting, value), read(setting, standard));
      }
    } else {
      found.add(name + "=" + text(value));
    }
  }

  private static Object read(RecordComponent setting, Object group) {
    try {
      return setting.getAccessor().invoke(group);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("the settings are public records", e);
    }
  }

  private static String text(Object value) {
    Object plain = value;
    if (value instanceof OptionalLong number) {
      plain = number.isPresent() ? number.getAsLong() : "none";
    } else if (value instanceof OptionalInt number) {
      plain = number.isPresent() ? number.getAsInt() : "none";
    } else if (value instanceof Optional<?> some) {
      plain = some.isPresent() ? some.get() : "none";
    }
    return String.valueOf(plain);
  }
}
