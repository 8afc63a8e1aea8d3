package io.durableemitter.core.internal.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import io.durableemitter.api.DeliveryResult;
import io.durableemitter.api.DeliveryResult.FailureKind;
import java.util.Map;
import org.junit.jupiter.api.Test;

class FailureCodesTest {

  private final FailureCodes codes = new FailureCodes();

  @Test
  void countsCodesAndKinds() {
    codes.add(DeliveryResult.delivered());
    codes.add(DeliveryResult.rejected("SCHEMA_MISSING", "", true));
    codes.add(DeliveryResult.rejected("SCHEMA_MISSING", "", true));
    codes.add(DeliveryResult.failed(FailureKind.TRANSPORT, "away"));
    assertThat(codes.counts()).isEqualTo(Map.of("SCHEMA_MISSING", 2L, "TRANSPORT", 1L));
  }

  @Test
  void howeverManyCodesThereAreFewAreKept() {
    for (int i = 0; i < 1_000; i++) {
      codes.add(DeliveryResult.rejected("CODE_" + i + "x".repeat(500), "", true));
    }
    assertThat(codes.counts()).hasSizeLessThanOrEqualTo(33).containsEntry("other", 968L);
    assertThat(codes.counts().keySet()).allMatch(code -> code.length() <= 60);
  }
}
