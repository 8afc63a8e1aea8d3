package io.durableemitter.chipingress.auth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class RotatingHeadersTest {

  private static final Duration TTL = Duration.ofMinutes(10);
  private static final Duration LONG = Duration.ofMinutes(1);
  private static final Map<String, String> INITIAL =
      Map.of("x-beholder-node-auth-token", "initial");

  private Map<String, String> others = Map.of();
  private final AtomicLong nanos = new AtomicLong();
  private final AtomicInteger signed = new AtomicInteger();
  private final List<RotatingHeaders> opened = new ArrayList<>();

  @AfterEach
  void close() {
    opened.forEach(RotatingHeaders::close);
    GlobalSigner.clear();
  }

  @Test
  void manyCallersAtOnceShareOneRefresh() {
    CountDownLatch gate = new CountDownLatch(1);
    RotatingHeaders headers = headers(Map.of(), (key, data) -> waiting(gate));

    List<CompletableFuture<Map<String, String>>> asked = new ArrayList<>();
    for (int i = 0; i < 100; i++) {
      asked.add(headers.headers());
    }
    assertThat(asked).noneMatch(CompletableFuture::isDone);
    gate.countDown();

    assertThat(asked.stream().map(CompletableFuture::join).distinct()).hasSize(1);
    assertThat(signed).hasValue(1);
  }

  @Test
  void callsGoOnWithTheValidTokenWhileTheSignerIsSlow() throws Exception {
    CountDownLatch gate = new CountDownLatch(1);
    Semaphore asked = new Semaphore(0);
    RotatingHeaders headers =
        headers(
            INITIAL,
            (key, data) -> {
              asked.release();
              return waiting(gate);
            });
    advance(TTL.multipliedBy(7).dividedBy(10));

    assertThat(headers.headers().join()).isEqualTo(INITIAL);
    asked.acquire();
    assertThat(headers.headers().join()).isEqualTo(INITIAL);
    advance(TTL.dividedBy(2));
    CompletableFuture<Map<String, String>> tooOld = headers.headers();
    assertThat(tooOld).isNotDone();
    gate.countDown();

    assertThat(tooOld.join()).isNotEqualTo(INITIAL);
    assertThat(signed).hasValue(1);
  }

  @Test
  void initialHeadersServeUntilTheFirstRotation() {
    RotatingHeaders headers = headers(INITIAL, (key, data) -> waiting(new CountDownLatch(0)));

    assertThat(headers.headers().join()).isEqualTo(INITIAL);
    advance(TTL.multipliedBy(69).dividedBy(100));
    assertThat(headers.headers().join()).isEqualTo(INITIAL);
    assertThat(signed).hasValue(0);
    advance(TTL);

    assertThat(headers.headers().join()).isNotEqualTo(INITIAL);
  }

  @Test
  void aSignerThatFailsLeavesTheOldTokenUntilItsTtlEndsAndIsAskedAgainEverySecond() {
    AtomicInteger asked = new AtomicInteger();
    RotatingHeaders headers =
        headers(
            INITIAL,
            (key, data) -> {
              asked.incrementAndGet();
              throw new IllegalStateException("the keystore is locked");
            });
    advance(TTL.minusMillis(500));
    assertThat(headers.headers().join()).isEqualTo(INITIAL);
    advance(Duration.ofMillis(500));

    assertThatThrownBy(() -> headers.headers().join())
        .hasCauseInstanceOf(AuthException.class)
        .hasMessageContaining("the token could not be signed: the keystore is locked");
    assertThatThrownBy(() -> headers.headers().join()).hasMessageContaining("locked");
    assertThat(asked).hasValue(1);
    advance(Duration.ofMillis(500));
    assertThatThrownBy(() -> headers.headers().join()).hasMessageContaining("locked");
    assertThat(asked).hasValue(2);
  }

  @Test
  void aSignerThatHangsIsInterruptedAfterItsTime() throws Exception {
    Semaphore interrupted = new Semaphore(0);
    RotatingHeaders headers =
        headers(
            Map.of(),
            Duration.ofMillis(20),
            (key, data) -> {
              try {
                return waiting(new CountDownLatch(1));
              } catch (InterruptedException e) {
                interrupted.release();
                throw e;
              }
            });

    assertThatThrownBy(() -> headers.headers().join())
        .hasMessageContaining("no answer within PT0.02S");
    interrupted.acquire();
  }

  @Test
  void aSignerThatComesLateIsFound() {
    RotatingHeaders headers = headers(Map.of(), GlobalSigner::sign);
    assertThat(GlobalSigner.isSet()).isFalse();
    assertThatThrownBy(() -> headers.headers().join())
        .hasMessageContaining("keystore not yet available");

    GlobalSigner.set((key, data) -> waiting(new CountDownLatch(0)));

    assertThat(GlobalSigner.isSet()).isTrue();
    advance(Duration.ofSeconds(1));
    assertThat(headers.headers().join()).containsKey(AuthToken.HEADER);
  }

  @Test
  void aRefusedTokenIsReplacedSoonThoughItIsFresh() {
    RotatingHeaders headers = headers(INITIAL, (key, data) -> waiting(new CountDownLatch(0)));
    headers.refused();

    assertThat(headers.headers().join()).isEqualTo(INITIAL);
    Map<String, String> next = INITIAL;
    while (next.equals(INITIAL)) {
      next = headers.headers().join();
    }

    assertThat(signed).hasValue(1);
  }

  @Test
  void aChangeOfTheWallClockNeitherEndsNorKeepsAToken() {
    AtomicLong wallSeconds = new AtomicLong();
    RotatingHeaders headers =
        new RotatingHeaders(
            () ->
                AuthToken.signed(
                    new byte[32],
                    (key, data) -> waiting(new CountDownLatch(0)),
                    new Clock() {
                      @Override
                      public Instant instant() {
                        return Instant.ofEpochSecond(wallSeconds.get());
                      }

                      @Override
                      public ZoneId getZone() {
                        return ZoneOffset.UTC;
                      }

                      @Override
                      public Clock withZone(ZoneId zone) {
                        throw new UnsupportedOperationException();
                      }
                    }),
            TTL,
            Map.of(),
            Map.of(),
            LONG,
            nanos::get);
    opened.add(headers);
    Map<String, String> before = headers.headers().join();
    for (Duration jump : List.of(Duration.ofHours(1), Duration.ofHours(-2))) {
      wallSeconds.addAndGet(jump.toSeconds());
      assertThat(headers.headers().join()).isEqualTo(before);
    }
    assertThat(signed).hasValue(1);

    advance(TTL);
    assertThat(headers.headers().join()).as("made of the wall clock").isNotEqualTo(before);
    assertThat(signed).hasValue(2);
  }

  @Test
  void aSignatureOfAnotherLengthIsRefused() {
    RotatingHeaders headers = headers(Map.of(), (key, data) -> new byte[63]);

    assertThatThrownBy(() -> headers.headers().join())
        .hasMessageContaining("the signer gave 63 bytes; an Ed25519 signature has 64");
  }

  @Test
  void afterCloseThereAreNoNewTokens() {
    RotatingHeaders headers = headers(Map.of(), (key, data) -> waiting(new CountDownLatch(0)));
    headers.close();

    assertThatThrownBy(() -> headers.headers().join()).hasMessageContaining("the client is closed");
  }

  @Test
  void otherHeadersGoBesideEachToken() {
    others = Map.of("x-tenant", "7", "x-region", "eu");
    RotatingHeaders headers = headers(INITIAL, (key, data) -> waiting(new CountDownLatch(0)));

    assertThat(headers.headers().join()).containsAllEntriesOf(INITIAL).containsAllEntriesOf(others);
    advance(TTL);
    assertThat(headers.headers().join())
        .containsOnlyKeys("x-tenant", "x-region", AuthToken.HEADER)
        .containsAllEntriesOf(others);
    advance(TTL);
    assertThat(headers.headers().join()).containsAllEntriesOf(others);
    assertThat(signed).hasValue(2);
  }

  private byte[] waiting(CountDownLatch gate) throws InterruptedException {
    gate.await();
    signed.incrementAndGet();
    return new byte[64];
  }

  private void advance(Duration time) {
    nanos.addAndGet(time.toNanos());
  }

  private RotatingHeaders headers(Map<String, String> initial, Signer signer) {
    return headers(initial, LONG, signer);
  }

  private RotatingHeaders headers(Map<String, String> initial, Duration timeout, Signer signer) {
    RotatingHeaders headers =
        new RotatingHeaders(
            () -> AuthToken.signed(new byte[32], signer, Clock.systemUTC()),
            TTL,
            initial,
            others,
            timeout,
            nanos::get);
    opened.add(headers);
    return headers;
  }
}
