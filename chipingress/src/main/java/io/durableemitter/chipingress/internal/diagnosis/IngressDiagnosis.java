package io.durableemitter.chipingress.internal.diagnosis;

import io.durableemitter.api.Finding;
import io.durableemitter.api.Finding.Severity;
import io.durableemitter.chipingress.ChipIngressClient;
import io.durableemitter.chipingress.ChipIngressException;
import io.durableemitter.chipingress.internal.client.Endpoint;
import io.durableemitter.chipingress.internal.client.Endpoints;
import io.durableemitter.chipingress.tls.TlsConfig;
import io.durableemitter.chipingress.tls.TlsProbe;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * Looks at the way to a Chip Ingress server, step by step, and leaves out what cannot work after a
 * step that failed. Sends {@code Ping} and asks for health, nothing else.
 */
public final class IngressDiagnosis {

  private static final String PREFIX = "ingress";
  private static final Set<String> CREDENTIALS = Set.of("UNAUTHENTICATED", "PERMISSION_DENIED");

  private final Steps steps = new Steps(PREFIX);
  private final String endpoint;
  private final Optional<TlsConfig> tls;
  private final Supplier<ChipIngressClient> client;

  private IngressDiagnosis(
      String endpoint, Optional<TlsConfig> tls, Supplier<ChipIngressClient> client) {
    this.endpoint = endpoint;
    this.tls = tls;
    this.client = client;
  }

  /**
   * Looks at all endpoints.
   *
   * @param endpoint as {@link ChipIngressClient#builder} takes it
   * @param tls how they are spoken to; empty for plaintext
   * @param client makes a client with these settings and a call timeout of 4 s at most; closed here
   * @return what was found
   */
  public static List<Finding> of(
      String endpoint, Optional<TlsConfig> tls, Supplier<ChipIngressClient> client) {
    IngressDiagnosis diagnosis = new IngressDiagnosis(endpoint, tls, client);
    diagnosis.run();
    return diagnosis.steps.findings();
  }

  private void run() {
    tls.ifPresent(this::own);
    boolean reached = false;
    for (Endpoint one : Endpoints.parse(endpoint).all()) {
      AddressProbe probe = new AddressProbe(steps, one.host(), one.port(), Clock.systemUTC());
      reached |= probe.connects() && (tls.isEmpty() || probe.shakesHands(tls.get()));
    }
    if (reached) {
      try (ChipIngressClient made = client.get()) {
        call(made);
      }
    }
  }

  private void own(TlsConfig config) {
    steps
        .step(
            "client-certificate",
            "the certificate to show cannot be used",
            "check the files of --tls-cert and --tls-key",
            () -> TlsProbe.own(config))
        .ifPresent(
            chain ->
                new CertificateProbe(steps, "client-certificate", Clock.systemUTC())
                    .look("the certificate that this end shows", chain));
  }

  private void call(ChipIngressClient made) {
    long begun = System.nanoTime();
    try {
      String answer = made.ping();
      long millis = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - begun);
      steps.ok("ping", "Ping is answered in " + millis + " ms: " + answer);
    } catch (ChipIngressException e) {
      String check = CREDENTIALS.contains(e.code().name()) ? "credentials" : "ping";
      steps.add(
          check,
          Severity.CRITICAL,
          String.valueOf(e.getMessage()),
          check.equals("ping")
              ? "see that a Chip Ingress server runs there, and what its log says"
              : "check --key or --header, and that the server allows this key; tokens need clocks"
                  + " that agree within minutes");
      return;
    }
    try {
      serving(made.isServing());
    } catch (ChipIngressException e) {
      steps.add(
          "health",
          Severity.WARNING,
          String.valueOf(e.getMessage()),
          "the server answers Ping, and not the health protocol: see what its log says");
    }
  }

  private void serving(Optional<Boolean> serving) {
    if (serving.isEmpty()) {
      steps.add("health", Severity.INFO, "the server does not speak the health protocol", "");
    } else if (serving.get()) {
      steps.ok("health", "the server says that it serves");
    } else {
      steps.add(
          "health",
          Severity.CRITICAL,
          "the server says that it does not serve now",
          "GET /healthz of its control plane says why: outage, full sink, journal");
    }
  }
}
