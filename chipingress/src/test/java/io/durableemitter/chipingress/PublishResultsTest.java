package io.durableemitter.chipingress;

import static org.assertj.core.api.Assertions.assertThat;

import io.durableemitter.api.DeliveryResult;
import io.durableemitter.api.DeliveryResult.Delivered;
import io.durableemitter.api.DeliveryResult.Failed;
import io.durableemitter.api.DeliveryResult.FailureKind;
import io.durableemitter.api.DeliveryResult.Rejected;
import io.durableemitter.proto.PublishError;
import io.durableemitter.proto.PublishErrorCode;
import io.durableemitter.proto.PublishResponse;
import io.durableemitter.proto.PublishResult;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

class PublishResultsTest {

  private static final List<String> ABC = List.of("a", "b", "c");
  private static final Set<String> PERMANENT = BatchClientConfig.ofDefaults().permanentCodes();

  @Test
  void resultsBelongToTheEventsOfTheirPlace() {
    PublishResults read = partial(ok("a"), error("b", 1, "no schema"), ok("c"));
    assertThat(read.results())
        .containsExactly(
            DeliveryResult.delivered(),
            DeliveryResult.rejected("PUBLISH_ERROR_CODE_VALIDATION_FAILED", "no schema", true),
            DeliveryResult.delivered());
    assertThat(read.mismatches()).isZero();
  }

  @Test
  void everyErrorCodeKeepsItsNameAndUnknownNumbersTheirNumber() {
    for (int number = 0; number <= 4; number++) {
      PublishErrorCode code = PublishErrorCode.forNumber(number);
      assertThat(partial(error("a", number, ""), ok("b"), ok("c")).results().get(0))
          .isEqualTo(DeliveryResult.rejected(code.name(), "", PERMANENT.contains(code.name())));
    }
    assertThat(partial(error("a", 77, "new"), ok("b"), ok("c")).results().get(0))
        .isEqualTo(DeliveryResult.rejected("PUBLISH_ERROR_CODE_77", "new", false));
  }

  @Test
  void theCodesThatAreSaidToBePermanentRefuseForGood() {
    Set<String> codes = Set.of("PUBLISH_ERROR_CODE_77", "PUBLISH_ERROR_CODE_SCHEMA_MISSING");
    PublishResults read =
        PublishResults.read(
            ABC,
            answer(
                error("a", 77, ""),
                error("b", PublishErrorCode.PUBLISH_ERROR_CODE_SCHEMA_MISSING_VALUE, ""),
                error("c", 1, "")),
            false,
            false,
            codes);
    assertThat(read.results())
        .containsExactly(
            DeliveryResult.rejected("PUBLISH_ERROR_CODE_77", "", true),
            DeliveryResult.rejected("PUBLISH_ERROR_CODE_SCHEMA_MISSING", "", true),
            DeliveryResult.rejected("PUBLISH_ERROR_CODE_VALIDATION_FAILED", "", false));
  }

  @Test
  void aResultWithoutAnIdIsDecidedByItsPlace() {
    PublishResults read = partial(ok(""), error("", 2, "r"), ok("c"));
    assertThat(read.results().get(0)).isInstanceOf(Delivered.class);
    assertThat(read.results().get(1)).isInstanceOf(Rejected.class);
    assertThat(read.mismatches()).isZero();
  }

  @Test
  void missingResultsMeanAnUnknownOutcome() {
    PublishResults read = partial(ok("a"));
    assertThat(read.results().get(0)).isInstanceOf(Delivered.class);
    assertMismatch(read.results().get(1));
    assertMismatch(read.results().get(2));
    assertThat(read.mismatches()).isEqualTo(2);
  }

  @Test
  void surplusResultsAreIgnoredAndCounted() {
    PublishResults read = partial(ok("a"), ok("b"), ok("c"), error("d", 1, ""), ok("a"));
    assertThat(read.results()).hasSize(3).allMatch(DeliveryResult::isDelivered);
    assertThat(read.mismatches()).isEqualTo(2);
  }

  @Test
  void aResultOfAnotherEventMeansAnUnknownOutcomeEvenIfItIsAnError() {
    PublishResults read = partial(ok("b"), error("a", 1, ""), ok("c"));
    assertMismatch(read.results().get(0));
    assertMismatch(read.results().get(1));
    assertThat(read.results().get(2)).isInstanceOf(Delivered.class);
    assertThat(read.mismatches()).isEqualTo(2);
  }

  @Test
  void noResultsAtAllMeanAllDeliveredUnlessStrict() {
    for (boolean transactional : new boolean[] {true, false}) {
      PublishResults lenient = read(transactional, false);
      assertThat(lenient.results()).hasSize(3).allMatch(DeliveryResult::isDelivered);
      assertThat(lenient.mismatches()).isZero();
      PublishResults strict = read(transactional, true);
      strict.results().forEach(PublishResultsTest::assertMismatch);
      assertThat(strict.mismatches()).isEqualTo(3);
    }
  }

  @Test
  void inAllOrNothingOkMeansAllWithFewerResultsToo() {
    assertThat(read(true, false, ok("a")).results())
        .hasSize(3)
        .allMatch(DeliveryResult::isDelivered);
    assertThat(read(true, true, ok("a"), ok("b"), ok("c")).results())
        .allMatch(DeliveryResult::isDelivered);
  }

  @Test
  void inAllOrNothingAnErrorContradictsTheOkAndNothingIsDelivered() {
    PublishResults read = read(true, false, ok("a"), error("b", 1, "r"));
    assertMismatch(read.results().get(0));
    assertThat(read.results().get(1)).isInstanceOf(Rejected.class);
    assertMismatch(read.results().get(2));
    assertThat(read.mismatches()).isEqualTo(2);
  }

  @Test
  void inAllOrNothingTheResultOfAnotherEventIsNotDelivery() {
    PublishResults read = read(true, false, ok("a"), ok("x"), ok("c"));
    assertThat(read.results().get(0)).isInstanceOf(Delivered.class);
    assertMismatch(read.results().get(1));
    assertThat(read.results().get(2)).isInstanceOf(Delivered.class);
  }

  @Test
  void whateverTheAnswerOnlyAnEventsOwnResultWithoutErrorDelivers() {
    for (int seed = 0; seed < 5_000; seed++) {
      Random random = new Random(seed);
      List<PublishResult> answer = new ArrayList<>();
      for (int i = 1 + random.nextInt(5); i > 0; i--) {
        String id = List.of("a", "b", "c", "").get(random.nextInt(4));
        answer.add(random.nextInt(3) == 0 ? error(id, random.nextInt(9), "r") : ok(id));
      }
      PublishResults read =
          PublishResults.read(
              ABC,
              PublishResponse.newBuilder().addAllResults(answer).build(),
              false,
              random.nextBoolean(),
              PERMANENT);
      assertThat(read.results()).hasSize(3);
      for (int i = 0; i < 3; i++) {
        String id = ABC.get(i);
        boolean own =
            i < answer.size()
                && (answer.get(i).getEventId().equals(id)
                    || (answer.get(i).getEventId().isEmpty() && fits(answer)));
        boolean contradicted =
            answer.stream().anyMatch(r -> r.hasError() && r.getEventId().equals(id));
        assertThat(read.results().get(i).isDelivered())
            .as("seed %s, event %s", seed, i)
            .isEqualTo(own && !answer.get(i).hasError() && !contradicted);
        assertThat(read.results().get(i) instanceof Rejected)
            .as("seed %s, event %s", seed, i)
            .isEqualTo(own && answer.get(i).hasError());
      }
    }
  }

  private static boolean fits(List<PublishResult> answer) {
    boolean fits = answer.size() == ABC.size();
    for (int i = 0; fits && i < answer.size(); i++) {
      fits = List.of("", ABC.get(i)).contains(answer.get(i).getEventId());
    }
    return fits;
  }

  @Test
  void anEventWithAGoodAndABadResultMeansAnUnknownOutcome() {
    PublishResults read = partial(ok("a"), ok("b"), ok("c"), error("a", 1, ""));
    assertMismatch(read.results().get(0));
    assertThat(read.results().get(1)).isInstanceOf(Delivered.class);
    assertThat(read.results().get(2)).isInstanceOf(Delivered.class);
  }

  @Test
  void thePlaceOfAResultIsNoEvidenceIfThereAreMoreOrFewerThanEvents() {
    partial(ok(""), ok("")).results().forEach(PublishResultsTest::assertMismatch);
    PublishResults surplus = partial(ok(""), ok("b"), ok(""), ok(""));
    assertMismatch(surplus.results().get(0));
    assertThat(surplus.results().get(1)).isInstanceOf(Delivered.class);
    assertMismatch(surplus.results().get(2));
  }

  private static void assertMismatch(DeliveryResult result) {
    assertThat(result).isInstanceOf(Failed.class);
    assertThat(((Failed) result).kind()).isEqualTo(FailureKind.MISMATCH);
    assertThat(((Failed) result).message()).contains("mismatch");
  }

  private static PublishResults partial(PublishResult... results) {
    return read(false, false, results);
  }

  private static PublishResults read(
      boolean transactional, boolean strict, PublishResult... results) {
    return PublishResults.read(ABC, answer(results), transactional, strict, PERMANENT);
  }

  private static PublishResponse answer(PublishResult... results) {
    return PublishResponse.newBuilder().addAllResults(List.of(results)).build();
  }

  private static PublishResult ok(String id) {
    return PublishResult.newBuilder().setEventId(id).build();
  }

  private static PublishResult error(String id, int code, String reason) {
    return PublishResult.newBuilder()
        .setEventId(id)
        .setError(PublishError.newBuilder().setErrorCodeValue(code).setReason(reason))
        .build();
  }
}
