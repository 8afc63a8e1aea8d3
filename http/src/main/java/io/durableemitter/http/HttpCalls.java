package io.durableemitter.http;

import io.durableemitter.api.internal.text.ErrorText;
import io.durableemitter.http.Credentials.NoTokenException;
import io.durableemitter.traces.internal.SendSpan;
import io.durableemitter.traces.internal.SendSpans;
import io.durableemitter.traces.internal.SpanAttributes;
import io.opentelemetry.context.propagation.TextMapSetter;
import java.net.http.HttpClient;
import java.net.http.HttpHeaders;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** Makes calls, on the thread of the worker that asks for one. Safe for concurrent use. */
final class HttpCalls {

  private static final byte[] NO_BODY = {};
  private static final long MARGIN_NANOS = TimeUnit.SECONDS.toNanos(1);
  private static final TextMapSetter<HttpRequest.Builder> HEADERS =
      (request, name, value) -> {
        if (request != null) {
          request.setHeader(name, value);
        }
      };
  private static final String TOKENS = "the supplier of bearer tokens";

  private final Endpoint endpoint;
  private final HttpConfig config;
  private final EventEncoding encoding;
  private final Credentials credentials;
  private final Connections connections;
  private final InFlight inFlight;
  private final Pause pause;
  private final HttpCounters counters;
  private final Optional<HttpMetrics> metrics;
  private final Optional<SendSpans> spans;
  private final StatusMeaning statuses;
  private final FailureMeaning failures;

  HttpCalls(
      Endpoint endpoint,
      HttpConfig config,
      Credentials credentials,
      Connections connections,
      InFlight inFlight,
      Pause pause,
      HttpCounters counters,
      Optional<HttpMetrics> metrics,
      Optional<SendSpans> spans) {
    this.endpoint = endpoint;
    this.config = config;
    this.encoding = EventEncoding.of(config.contentMode());
    this.credentials = credentials;
    this.connections = connections;
    this.inFlight = inFlight;
    this.pause = pause;
    this.counters = counters;
    this.metrics = metrics;
    this.spans = spans;
    this.statuses = new StatusMeaning(endpoint, config.contentMode(), config.permanentStatuses());
    this.failures = new FailureMeaning(endpoint);
  }

  /** Makes one call and waits for its answer. */
  Verdict call(Delivery delivery, List<EncodedEvent> events) {
    try {
      Duration left = pause.await(config.callTimeout());
      if (!left.isZero()) {
        return Verdict.transport(
            endpoint
                + " has asked by Retry-After not to be called for another "
                + Duration.ofSeconds(left.toSeconds()));
      }
      if (inFlight.isCancelled()) {
        return Verdict.CLOSED;
      }
      return made(delivery, events);
    } catch (InterruptedException e) {
      // only closing interrupts a worker
      return Verdict.CLOSED;
    } catch (NoTokenException e) {
      return Verdict.transport("no call to " + endpoint + " was made: " + e.getMessage());
    }
  }

  private Verdict made(Delivery delivery, List<EncodedEvent> events)
      throws InterruptedException, NoTokenException {
    byte[] body = encoding.body(events);
    HttpRequest.Builder request = request(delivery, events, body);
    SendSpan span = span(events);
    span.writeTo(request, HEADERS);
    long begin = System.nanoTime();
    Verdict verdict = exchange(delivery, request, span, begin, true);
    end(span, verdict);
    counters.answered(verdict.isOk());
    metrics.ifPresent(to -> to.answered(System.nanoTime() - begin, body.length, verdict.isOk()));
    return verdict;
  }

  private SendSpan span(List<EncodedEvent> events) {
    if (spans.isEmpty()) {
      return SendSpan.NONE;
    }
    return config.contentMode() == ContentMode.BATCH
        ? spans.get().batch(events)
        : spans.get().alone(events.get(0));
  }

  private static void end(SendSpan span, Verdict verdict) {
    if (verdict.isOk()) {
      span.answered(List.of(), List.of());
    } else {
      span.failed(verdict.result());
    }
  }

  private HttpRequest.Builder request(Delivery delivery, List<EncodedEvent> events, byte[] body)
      throws NoTokenException {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(endpoint.uri())
            .POST(HttpRequest.BodyPublishers.ofByteArray(body))
            .setHeader("user-agent", "durable-emitter");
    set(request, credentials.headers());
    set(request, events.get(0).headers());
    token(delivery).ifPresent(token -> request.setHeader("authorization", "Bearer " + token));
    credentials.signatures().ifPresent(signer -> set(request, signer.headers(events, body)));
    return request;
  }

  private Optional<String> token(Delivery delivery) throws NoTokenException {
    delivery.runs(TOKENS);
    try {
      return credentials.token();
    } finally {
      delivery.runs(null);
    }
  }

  private static void set(HttpRequest.Builder request, Map<String, String> headers) {
    headers.forEach(request::setHeader);
  }

  private Verdict exchange(
      Delivery delivery,
      HttpRequest.Builder request,
      SendSpan span,
      long beginNanos,
      boolean mayRepeat)
      throws InterruptedException {
    HttpClient client = connections.client();
    AtomicReference<HttpResponse.@Nullable ResponseInfo> head = new AtomicReference<>();
    CompletableFuture<HttpResponse<byte[]>> call =
        client.sendAsync(
            request.timeout(Duration.ofNanos(leftNanos(beginNanos))).build(),
            info -> {
              head.set(info);
              return new BoundedBody();
            });
    inFlight.begun(delivery, call);
    Verdict failure;
    boolean repeat = false;
    try {
      HttpResponse<byte[]> answer = await(call, head, leftNanos(beginNanos));
      return judge(span, answer.statusCode(), answer.headers(), answer.body());
    } catch (InterruptedException e) {
      end(span, Verdict.CLOSED);
      throw e;
    } catch (TimeoutException e) {
      failure = failures.timedOut(config.callTimeout());
      if (head.get() == null) {
        connections.replace(client, "it has not ended a call whose time was up");
      }
    } catch (CancellationException e) {
      failure = Verdict.CLOSED;
    } catch (ExecutionException e) {
      Throwable why = e.getCause() == null ? e : e.getCause();
      failure =
          FailureMeaning.isTimeout(why)
              ? failures.timedOut(config.callTimeout())
              : failures.failed(why);
      if (Connections.isEnded(why)) {
        connections.replace(client, ErrorText.message(why));
      }
      repeat = mayRepeat && FailureMeaning.isWorthAnotherCall(why);
    } finally {
      call.cancel(true);
      delivery.waitsFor(null);
    }
    HttpResponse.ResponseInfo seen = head.get();
    if (seen != null) {
      // its body has not come, or not in time: the status is the answer
      return judge(span, seen.statusCode(), seen.headers(), NO_BODY);
    }
    if (!repeat) {
      return failure;
    }
    counters.repeated.increment();
    return exchange(delivery, request, span, beginNanos, false);
  }

  /**
   * The client ends a call itself that has had no status in time. One that does not is broken; a
   * body that does not come is nothing it looks after.
   */
  private static HttpResponse<byte[]> await(
      CompletableFuture<HttpResponse<byte[]>> call,
      AtomicReference<HttpResponse.@Nullable ResponseInfo> head,
      long leftNanos)
      throws InterruptedException, ExecutionException, TimeoutException {
    try {
      return call.get(leftNanos, TimeUnit.NANOSECONDS);
    } catch (TimeoutException e) {
      if (head.get() != null) {
        throw e;
      }
      return call.get(MARGIN_NANOS, TimeUnit.NANOSECONDS);
    }
  }

  private long leftNanos(long beginNanos) {
    return Math.max(
        1, TimeUnit.NANOSECONDS.convert(config.callTimeout()) - (System.nanoTime() - beginNanos));
  }

  private Verdict judge(SendSpan span, int status, HttpHeaders headers, byte[] body) {
    span.set(SpanAttributes.HTTP_STATUS, (long) status);
    Duration asked =
        StatusMeaning.mayAskForPause(status)
            ? headers.firstValue("retry-after").map(this::pauseOf).orElse(Duration.ZERO)
            : Duration.ZERO;
    if (!asked.isZero()) {
      pause.last(asked);
    }
    return statuses.judge(
        status, headers, new String(body, StandardCharsets.UTF_8), !asked.isZero());
  }

  private Duration pauseOf(String value) {
    return RetryAfter.parse(value, Clock.systemUTC(), config.longestRetryAfter());
  }
}
