package io.durableemitter.cli;

import io.durableemitter.api.Finding;
import io.durableemitter.chipingress.internal.diagnosis.AddressProbe;
import io.durableemitter.chipingress.tls.TlsConfig;
import io.durableemitter.core.DurableEmitter;
import io.durableemitter.core.config.EmitterConfig;
import io.durableemitter.http.ContentMode;
import io.durableemitter.http.HttpBatchEmitter;
import io.durableemitter.http.HttpBatchEmitterBuilder;
import io.durableemitter.http.HttpConfig;
import io.durableemitter.setup.DurableEmitterSetup;
import io.durableemitter.setup.HttpSetup;
import io.durableemitter.spi.DurableEventStore;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import picocli.CommandLine.Option;

/** How events are posted to a webhook or a broker, instead of to a Chip Ingress server. */
final class HttpOptions {

  /** What such a destination looks like. */
  static final String FORM = "https://HOST[:PORT]/PATH";

  @Option(
      names = "--http-mode",
      paramLabel = "MODE",
      description =
          "structured: an event as JSON; batch: arrays of events as JSON; binary: attributes are"
              + " headers. Default structured.")
  private Optional<ContentMode> mode = Optional.empty();

  @Option(
      names = "--http-batch",
      paramLabel = "EVENTS",
      description = "The most events of a request, with --http-mode batch. Default 100.")
  private Optional<Integer> batch = Optional.empty();

  @Option(
      names = "--http-secrets",
      paramLabel = "FILE",
      defaultValue = "",
      description =
          "Sign requests as Standard Webhooks has it, by each secret of this file; one a line.")
  private String secretsFile = "";

  @Option(
      names = "--http-token",
      paramLabel = "FILE",
      defaultValue = "",
      description = "Send the bearer token in this file.")
  private String tokenFile = "";

  /** Whether a destination is one of these. */
  static boolean isFor(String to) {
    String lower = to.toLowerCase(Locale.ROOT);
    return lower.startsWith("http:") || lower.startsWith("https:");
  }

  /** Fails if one of them is given though nothing goes there. */
  void checkNotGiven() {
    if (mode.isPresent() || batch.isPresent() || !secretsFile.isEmpty() || !tokenFile.isEmpty()) {
      throw new CommandException(
          ExitCode.USAGE, "options of HTTP are given without --to " + FORM + "; add it");
    }
  }

  /** Fails if the options are wrong; connects to nothing. */
  void check(String to) {
    if (batch.isPresent() && !mode.equals(Optional.of(ContentMode.BATCH))) {
      throw new CommandException(
          ExitCode.USAGE, "--http-batch is for --http-mode batch; add that, or leave it out");
    }
    try {
      HttpBatchEmitterBuilder transport = HttpBatchEmitter.builder(to).config(config());
      receiver(to, transport);
      transport.build().close();
    } catch (IllegalArgumentException e) {
      throw usage(e);
    }
  }

  DurableEmitter emitter(
      String to, DurableEventStore store, EmitterConfig config, Telemetry telemetry) {
    try {
      HttpSetup setup =
          DurableEmitterSetup.http(store, to)
              .receiver(transport -> receiver(to, transport))
              .transport(config())
              .emitter(config);
      telemetry.meter().ifPresent(setup::meter);
      telemetry.traces().ifPresent(setup::openTelemetry);
      return setup.build();
    } catch (IllegalArgumentException e) {
      throw usage(e);
    }
  }

  /** Whether the receiver can be reached, and trusted. Nothing is posted. */
  List<Finding> examined(String to) {
    URI uri = URI.create(to);
    boolean plaintext = to.toLowerCase(Locale.ROOT).startsWith("http:");
    int port = uri.getPort() >= 0 ? uri.getPort() : plaintext ? 80 : 443;
    return AddressProbe.of(
        "http",
        uri.getHost().replaceAll("[\\[\\]]", ""),
        port,
        plaintext ? Optional.empty() : Optional.of(TlsConfig.ofDefaults()));
  }

  private static CommandException usage(IllegalArgumentException e) {
    return new CommandException(ExitCode.USAGE, "--to: " + Errors.message(e), e);
  }

  private HttpConfig config() {
    HttpConfig.Builder config = HttpConfig.builder();
    mode.ifPresent(config::contentMode);
    batch.ifPresent(events -> config.batching(batching -> batching.batchSize(events)));
    return config.build();
  }

  private void receiver(String to, HttpBatchEmitterBuilder transport) {
    boolean plaintext = to.toLowerCase(Locale.ROOT).startsWith("http:");
    if (plaintext) {
      transport.plaintext();
    }
    if (plaintext && !(secretsFile.isEmpty() && tokenFile.isEmpty())) {
      throw new CommandException(
          ExitCode.USAGE,
          "--http-secrets and --http-token are not for http:, where anyone on the way can read;"
              + " use https:");
    }
    if (!secretsFile.isEmpty()) {
      transport.signingSecrets(lines("--http-secrets", secretsFile));
    }
    if (!tokenFile.isEmpty()) {
      List<String> lines = lines("--http-token", tokenFile);
      if (lines.size() != 1) {
        throw new CommandException(
            ExitCode.USAGE,
            "file " + tokenFile + " of --http-token must have one line, but has " + lines.size());
      }
      transport.bearerToken(lines.get(0));
    }
  }

  private static List<String> lines(String option, String file) {
    try {
      return Files.readString(Path.of(file), StandardCharsets.UTF_8)
          .lines()
          .map(String::strip)
          .filter(line -> !line.isEmpty())
          .toList();
    } catch (NoSuchFileException e) {
      throw new CommandException(
          ExitCode.USAGE, "file " + file + " does not exist; check " + option, e);
    } catch (IOException e) {
      throw new CommandException(
          ExitCode.USAGE, "file " + file + " cannot be read: " + Errors.message(e), e);
    }
  }
}
