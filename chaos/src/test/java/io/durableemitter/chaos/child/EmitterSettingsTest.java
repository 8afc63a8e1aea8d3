package io.durableemitter.chaos.child;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class EmitterSettingsTest {

  private static final EmitterSettings SETTINGS = EmitterSettings.of("a.queue", 4_711);

  @Test
  void whatIsGivenComesOutOfTheArgumentsAndTheRestIsDefault() {
    EmitterSettings read =
        EmitterSettings.parse(
            SETTINGS
                .with(Setting.TUNING, Tuning.QUICK)
                .with(Setting.JOURNAL, "a=b")
                .toArguments()
                .toArray(String[]::new));
    assertThat(read.text(Setting.TABLE)).isEqualTo("a.queue");
    assertThat(read.number(Setting.INGRESS)).isEqualTo(4_711);
    assertThat(read.text(Setting.JOURNAL)).isEqualTo("a=b");
    assertThat(read.oneOf(Setting.TUNING, Tuning.class)).isEqualTo(Tuning.QUICK);
    assertThat(read.isOn(Setting.MAINTENANCE)).isTrue();
    assertThat(read.number(Setting.CALLERS)).isZero();
  }

  @Test
  void whatIsWrongIsNamed() {
    assertThatThrownBy(() -> EmitterSettings.parse(new String[] {"COLOUR=red"}))
        .hasMessageContaining("not 'COLOUR'")
        .hasMessageContaining("TABLE");
    assertThatThrownBy(() -> EmitterSettings.parse(new String[] {"TABLE"}))
        .hasMessageContaining("NAME=value");
    assertThatThrownBy(() -> SETTINGS.with(Setting.CALLERS, "four").number(Setting.CALLERS))
        .hasMessage("CALLERS must be a whole number but is 'four'");
    assertThatThrownBy(
            () -> SETTINGS.with(Setting.TUNING, "FAST").oneOf(Setting.TUNING, Tuning.class))
        .hasMessageContaining("TUNING must be one of [DEFAULTS, CHAOS")
        .hasMessageContaining("but is 'FAST'");
  }
}
