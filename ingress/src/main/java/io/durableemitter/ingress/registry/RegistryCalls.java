package io.durableemitter.ingress.registry;

import io.durableemitter.api.internal.text.ErrorText;
import io.durableemitter.ingress.SchemaStoreException;
import io.durableemitter.ingress.SchemaStoreException.Reason;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import javax.net.ssl.SSLContext;

/** Asks the registry, each question within a time, and so many at once. */
final class RegistryCalls {

  private static final String MEDIA_TYPE = "application/vnd.schemaregistry.v1+json";
  private static final int MOST_AT_ONCE = 50;

  private final URI base;
  private final Duration timeout;
  private final Supplier<Optional<String>> authorization;
  private final HttpClient client;
  private final Semaphore free = new Semaphore(MOST_AT_ONCE);

  RegistryCalls(
      URI base,
      Duration timeout,
      Supplier<Optional<String>> authorization,
      Optional<SSLContext> tls) {
    this.base = base;
    this.timeout = timeout;
    this.authorization = authorization;
    HttpClient.Builder builder =
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .followRedirects(HttpClient.Redirect.NEVER)
            .connectTimeout(timeout);
    tls.ifPresent(builder::sslContext);
    this.client = builder.build();
  }

  /** Asks for what is there. */
  CompletableFuture<RegistryAnswer> get(String subject, String rest) {
    return send(subject, rest, HttpRequest.Builder::GET);
  }

  /** Sends a schema. */
  CompletableFuture<RegistryAnswer> post(String subject, String rest, byte[] body) {
    return send(
        subject,
        rest,
        request ->
            request.header("Content-Type", MEDIA_TYPE).POST(BodyPublishers.ofByteArray(body)));
  }

  private CompletableFuture<RegistryAnswer> send(
      String subject, String rest, UnaryOperator<HttpRequest.Builder> method) {
    if (!free.tryAcquire()) {
      return CompletableFuture.failedFuture(
          new SchemaStoreException(
              Reason.FULL, "too many questions to the registry; come again in a while"));
    }
    CompletableFuture<HttpResponse<byte[]>> call;
    try {
      HttpRequest.Builder request =
          HttpRequest.newBuilder(uri(subject, rest)).timeout(timeout).header("Accept", MEDIA_TYPE);
      authorization.get().ifPresent(value -> request.header("Authorization", value));
      call = client.sendAsync(method.apply(request).build(), head -> new WholeBody());
    } catch (RuntimeException e) {
      call = CompletableFuture.failedFuture(e);
    }
    CompletableFuture<HttpResponse<byte[]>> sent = call;
    // the client's own time ends with the headers of the answer
    return sent.copy()
        .orTimeout(timeout.toMillis(), TimeUnit.MILLISECONDS)
        .whenComplete(
            (answer, error) -> {
              free.release();
              sent.cancel(true);
            })
        .handle(
            (answer, error) -> {
              if (error != null) {
                throw unavailable(error);
              }
              return RegistryAnswer.of(answer.statusCode(), answer.body());
            });
  }

  private URI uri(String subject, String rest) {
    String path = base.toString();
    return URI.create(
        (path.endsWith("/") ? path : path + "/")
            + "subjects/"
            + URLEncoder.encode(subject, StandardCharsets.UTF_8).replace("+", "%20")
            + rest);
  }

  private SchemaStoreException unavailable(Throwable error) {
    Throwable cause =
        error instanceof CompletionException && error.getCause() != null ? error.getCause() : error;
    if (cause instanceof SchemaStoreException e) {
      return e;
    }
    String why =
        cause instanceof TimeoutException || cause instanceof HttpTimeoutException
            ? "no answer within " + timeout.toMillis() + " ms"
            : ErrorText.message(cause);
    return new SchemaStoreException(
        Reason.UNAVAILABLE, "the registry at " + base + " fails: " + why, cause);
  }
}
