package io.durableemitter.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.durableemitter.chipingress.ChipIngressClient;
import io.durableemitter.chipingress.ChipIngressException;
import io.durableemitter.testkit.TestCertificate;
import java.io.BufferedReader;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.Certificate;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509TrustManager;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What the ingress command logs of what clients do to it, in a process of its own. */
@Timeout(120)
class IngressLogTest {

  @TempDir private Path folder = Path.of("");

  @Test
  void noClientFillsTheLogAndReferencesStandInIt() throws Exception {
    Path log = folder.resolve("log");
    Process process = start(log);
    try (BufferedReader out = process.inputReader(StandardCharsets.UTF_8)) {
      JsonNode ports = EventParser.JSON.readTree(out.readLine());
      int port = ports.get("port").asInt();
      assertThat(ports.has("controlPort")).as("--no-control").isFalse();
      String refused = refusal(port);
      badWindowUpdates(port);
      String refusedLater = refusal(port);
      process.getOutputStream().close();
      assertThat(process.waitFor()).isZero();
      String text = Files.readString(log);
      assertThat(text).hasSizeLessThan(10_000).doesNotContain("\tat ");
      assertThat(List.of(refused, refusedLater))
          .allMatch(reference -> reference.matches("[0-9a-f]{8}"))
          .allMatch(reference -> text.contains("reference " + reference));
    } finally {
      process.destroyForcibly();
    }
  }

  @Test
  void anExpiredCertificateIsWarnedOfAndHinderNoStart() throws Exception {
    Path log = folder.resolve("log");
    TestCertificate expired = TestCertificate.of("localhost", -30, 20);
    TestCertificate.PemFiles files = expired.writeTo(folder);
    Process process = start(log, "--tls-cert=" + files.certificate(), "--tls-key=" + files.key());
    try (BufferedReader out = process.inputReader(StandardCharsets.UTF_8)) {
      int port = EventParser.JSON.readTree(out.readLine()).get("port").asInt();
      assertThat(shown(port)).isEqualTo(expired.certificate());
      TestCertificate renewed = TestCertificate.of("localhost");
      TestCertificate.write(files.key(), renewed.keyPem());
      TestCertificate.write(files.certificate(), renewed.certificatePem());
      while (!shown(port).equals(renewed.certificate())) {
        assertThat(Thread.currentThread().isInterrupted()).as("the time is over").isFalse();
      }
      process.getOutputStream().close();
      assertThat(process.waitFor()).isZero();
    } finally {
      process.destroyForcibly();
    }
    assertThat(Files.readString(log).lines().filter(line -> line.contains("has expired")))
        .singleElement()
        .asString()
        .contains("WARN", files.certificate().toString(), "CN=localhost", "read again on change");
  }

  /** To whoever trusts anybody. */
  private static Certificate shown(int port) throws Exception {
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(null, new TrustManager[] {new AnyServer()}, null);
    try (SSLSocket socket =
        (SSLSocket) context.getSocketFactory().createSocket("localhost", port)) {
      socket.startHandshake();
      return socket.getSession().getPeerCertificates()[0];
    }
  }

  private static final class AnyServer implements X509TrustManager {

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String kind) {}

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String kind)
        throws CertificateException {
      throw new CertificateException("no client");
    }

    @Override
    public X509Certificate[] getAcceptedIssuers() {
      return new X509Certificate[0];
    }
  }

  private static Process start(Path log, String... options) throws IOException {
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                Main.class.getName(),
                "ingress",
                "--port=0",
                "--no-control",
                "--json",
                "--exit-with-stdin",
                "--allow-key=" + "a1".repeat(32)));
    command.addAll(List.of(options));
    return new ProcessBuilder(command).redirectError(log.toFile()).start();
  }

  private static String refusal(int port) {
    try (ChipIngressClient client =
        ChipIngressClient.builder("127.0.0.1:" + port)
            .plaintext()
            .callTimeout(Duration.ofMinutes(1))
            .build()) {
      return client.ping();
    } catch (ChipIngressException e) {
      return String.valueOf(e.getMessage()).replaceFirst("(?s).*reference ([0-9a-f]{8}).*", "$1");
    }
  }

  /** Each is an error of HTTP/2, and none ends the connection. */
  private static void badWindowUpdates(int port) throws IOException {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      DataOutputStream out = new DataOutputStream(socket.getOutputStream());
      out.write("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
      out.write(new byte[] {0, 0, 0, 4, 0, 0, 0, 0, 0});
      for (int i = 0; i < 3_000; i++) {
        out.write(new byte[] {0, 0, 4, 8, 0, 0, 0, 0, 1, 0, 0, 0, 0});
      }
    } catch (IOException closed) {
      // before the last one, as it may
      assertThat(closed).isNotNull();
    }
  }
}
