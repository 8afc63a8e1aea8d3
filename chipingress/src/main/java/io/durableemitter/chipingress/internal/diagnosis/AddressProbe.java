package io.durableemitter.chipingress.internal.diagnosis;

import io.durableemitter.api.Finding;
import io.durableemitter.api.Finding.Severity;
import io.durableemitter.chipingress.tls.TlsConfig;
import io.durableemitter.chipingress.tls.TlsProbe;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** Whether a host can be found and reached, and whether its certificate can be trusted. */
public final class AddressProbe {

  private final Steps steps;
  private final String host;
  private final int port;
  private final Clock clock;

  AddressProbe(Steps steps, String host, int port, Clock clock) {
    this.steps = steps;
    this.host = host;
    this.port = port;
    this.clock = clock;
  }

  /**
   * Looks at a host that is no ingress.
   *
   * @param prefix what the names of the checks begin with
   * @param host its name or address
   * @param port 1 to 65535
   * @param tls how it is spoken to; empty for plaintext
   * @return the findings
   */
  public static List<Finding> of(String prefix, String host, int port, Optional<TlsConfig> tls) {
    Steps steps = new Steps(prefix);
    AddressProbe probe = new AddressProbe(steps, host, port, Clock.systemUTC());
    boolean unused = probe.connects() && (tls.isEmpty() || probe.shakesHands(tls.get()));
    return steps.findings();
  }

  /** Whether it can be found and reached. */
  boolean connects() {
    Optional<InetAddress[]> addresses =
        steps.step(
            "resolve",
            "host " + host + " cannot be found",
            "check the name, and the DNS of this machine: getent hosts " + host,
            () -> InetAddress.getAllByName(host));
    return addresses.isPresent()
        && steps
            .step(
                "connect",
                host + ":" + port + " cannot be reached",
                "see that it runs, that the port is right and that no firewall is between",
                this::connect)
            .isPresent();
  }

  private boolean connect() throws IOException {
    long begun = System.nanoTime();
    try (Socket socket = new Socket()) {
      socket.connect(new InetSocketAddress(host, port), (int) Steps.LIMIT.toMillis());
      long millis = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - begun);
      steps.ok("connect", host + ":" + port + " is reached in " + millis + " ms");
      return socket.isConnected();
    }
  }

  /** Whether it speaks TLS; what is wrong with its certificates is told. */
  boolean shakesHands(TlsConfig config) {
    Optional<TlsProbe.Shown> shown =
        steps.step(
            "tls",
            host + ":" + port + " does not speak TLS with this end",
            "against a plaintext server use --plaintext; else see what the server's log says",
            () -> TlsProbe.shakeHands(host, port, config, Duration.ofSeconds(3)));
    if (shown.isEmpty()) {
      return false;
    }
    boolean expired =
        new CertificateProbe(steps, "certificate", clock)
            .look("the certificate of " + host + ":" + port, shown.get().chain());
    shown
        .get()
        .distrust()
        .filter(why -> !expired)
        .ifPresent(
            why ->
                steps.add(
                    "trust",
                    Severity.CRITICAL,
                    "the certificate of " + host + ":" + port + " is not trusted: " + why,
                    "name the authority by --tls-ca, and connect by a name that is in the"
                        + " certificate"));
    return true;
  }
}
