package io.durableemitter.cli;

import io.durableemitter.api.Finding;
import io.durableemitter.chipingress.BatchClientConfig;
import io.durableemitter.chipingress.ChipIngressClient;
import io.durableemitter.chipingress.ChipIngressClientBuilder;
import io.durableemitter.chipingress.auth.AuthConfig;
import io.durableemitter.chipingress.internal.diagnosis.IngressDiagnosis;
import io.durableemitter.core.DurableEmitter;
import io.durableemitter.core.config.EmitterConfig;
import io.durableemitter.core.config.RetransmitConfig;
import io.durableemitter.setup.DurableEmitterSetup;
import io.durableemitter.spi.DurableEventStore;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Where events are delivered, and how this end shows who it is. */
final class ConnectionOptions {

  private static final Duration LONGEST_PUBLISH = Duration.ofMinutes(10);

  @Option(
      names = "--endpoint",
      paramLabel = "HOST:PORT",
      defaultValue = "localhost:9090",
      description = "The Chip Ingress server. Default ${DEFAULT-VALUE}.")
  String endpoint = "";

  @Option(
      names = "--plaintext",
      description = "Connect without TLS, as to 'durable-emitter ingress'. Default: TLS.")
  boolean plaintext;

  @Option(
      names = "--credentials-over-plaintext",
      description = "Send credentials even without TLS, where anyone on the way can take them.")
  boolean credentialsOverPlaintext;

  @Option(
      names = "--publish-timeout",
      paramLabel = "TIME",
      defaultValue = "5s",
      description = {
        "How long the server may take to answer a call; what it has not answered by then is sent",
        "again, and may come twice. Default ${DEFAULT-VALUE}."
      })
  private Duration publishTimeout = Duration.ZERO;

  @Mixin private TlsOptions tls = new TlsOptions();
  @Mixin private CredentialOptions credentials = new CredentialOptions();

  @Option(
      names = "--tls-ca",
      paramLabel = "FILE",
      defaultValue = "",
      description = "Certificates to trust, in PEM form, instead of those that the JVM trusts.")
  private String tlsCa = "";

  /** Fails if the options are wrong; asked before anything else is started. */
  void check() {
    batches();
    AuthConfig auth = credentials.auth();
    if (plaintext && (tls.given() || !tlsCa.isEmpty())) {
      throw new CommandException(
          ExitCode.USAGE, "--plaintext is given together with TLS files; leave out one of them");
    }
    if (plaintext && !auth.isNone() && !credentialsOverPlaintext) {
      throw new CommandException(
          ExitCode.USAGE,
          "--plaintext would show the credentials to anyone on the way; use TLS, or add"
              + " --credentials-over-plaintext");
    }
    try {
      client(auth).build().close();
    } catch (IllegalArgumentException e) {
      throw usage(e);
    }
  }

  private ChipIngressClientBuilder client(AuthConfig auth) {
    ChipIngressClientBuilder client =
        ChipIngressClient.builder(endpoint).tls(tls.config(tlsCa)).auth(auth);
    return plaintext ? client.plaintext().credentialsOverPlaintext() : client;
  }

  /** What a look at the server finds. */
  List<Finding> examined() {
    List<Finding> findings = new ArrayList<>(credentials.examined());
    findings.addAll(
        IngressDiagnosis.of(
            endpoint,
            plaintext ? Optional.empty() : Optional.of(tls.config(tlsCa)),
            () -> client(credentials.auth()).callTimeout(Duration.ofSeconds(4)).build()));
    return findings;
  }

  DurableEmitter emitter(DurableEventStore store, EmitterConfig config, Telemetry telemetry) {
    BatchClientConfig batches = batches();
    DurableEmitterSetup setup =
        DurableEmitterSetup.builder(store)
            .endpoint(endpoint)
            .tls(tls.config(tlsCa))
            .auth(credentials.auth())
            .batch(batches)
            .emitter(config.toBuilder().retransmit(this::outlast).build());
    telemetry.meter().ifPresent(setup::meter);
    telemetry.traces().ifPresent(setup::openTelemetry);
    if (plaintext) {
      setup.plaintext();
    }
    if (credentialsOverPlaintext) {
      setup.credentialsOverPlaintext();
    }
    try {
      return setup.build();
    } catch (IllegalArgumentException e) {
      throw usage(e);
    }
  }

  /** Nobody else may send what waits for its answer: a lease is three times that, at least. */
  private RetransmitConfig.Builder outlast(RetransmitConfig.Builder retransmit) {
    Duration lease = publishTimeout.multipliedBy(3);
    return lease.compareTo(RetransmitConfig.ofDefaults().claimLease()) > 0
        ? retransmit.claimLease(lease)
        : retransmit;
  }

  private BatchClientConfig batches() {
    if (publishTimeout.compareTo(LONGEST_PUBLISH) > 0) {
      throw new CommandException(
          ExitCode.USAGE,
          "--publish-timeout must be at most " + LONGEST_PUBLISH + " but is " + publishTimeout);
    }
    try {
      return BatchClientConfig.builder().publishTimeout(publishTimeout).build();
    } catch (IllegalArgumentException e) {
      throw new CommandException(ExitCode.USAGE, "--publish-timeout: " + Errors.message(e), e);
    }
  }

  private static CommandException usage(IllegalArgumentException e) {
    // the library names its own switch, the command line has another one
    String message = Errors.message(e).replace("plaintext() switches", "--plaintext switches");
    return new CommandException(
        ExitCode.USAGE, message.startsWith("endpoint") ? "--" + message : message, e);
  }
}
