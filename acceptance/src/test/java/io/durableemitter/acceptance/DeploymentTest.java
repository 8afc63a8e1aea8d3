package io.durableemitter.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MappingIterator;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import io.durableemitter.chaos.child.ChildProcess;
import io.durableemitter.core.config.EmitterConfig;
import java.io.File;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.spi.ToolProvider;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What the manifests and the image say of the commands is so. */
@Timeout(180)
class DeploymentTest {

  private static final Path DEPLOY = SourceRulesTest.root().resolve("deploy");

  /** What an ingress gives calls under way, and its process the rest. */
  private static final int LONGEST_END_SECONDS = 5 + 3;

  /** As docs/configuration.md has it. */
  private static final int LONGEST_END_OF_A_RELAY_SECONDS = 19;

  @TempDir private Path folder = Path.of("");

  @Test
  void eachKustomizationNamesAllItsManifestsAndNoOther() throws Exception {
    for (String part : List.of("ingress", "emitter", "relay")) {
      Set<String> named = new TreeSet<>();
      read(part, "kustomization.yaml").get("resources").forEach(name -> named.add(name.asText()));
      Set<String> there = new TreeSet<>();
      try (Stream<Path> files = Files.list(DEPLOY.resolve(part))) {
        files.forEach(file -> there.add(String.valueOf(file.getFileName())));
      }
      there.remove("kustomization.yaml");
      assertThat(named).isEqualTo(there);
      for (String name : named) {
        assertThat(read(part, name).path("metadata").path("name").asText()).as(name).isNotEmpty();
      }
    }
  }

  @Test
  void theCommandsHaveEachOptionOfTheManifests() throws Exception {
    for (String name : List.of("ingress", "relay")) {
      String help;
      try (ChildProcess command = Commands.start(folder, name, "--help")) {
        assertThat(command.awaitExit()).isZero();
        help = command.text();
      }
      List<String> args = new ArrayList<>();
      container(name).get("args").forEach(arg -> args.add(arg.asText()));
      assertThat(args.get(0)).isEqualTo(name);
      for (String arg : args.subList(1, args.size())) {
        assertThat(help).as(arg).containsPattern(arg.replaceFirst("=.*", "") + "[=\\s\\]]");
      }
    }
  }

  @Test
  void theProbesOfTheRelayAskItsHealthPort() throws Exception {
    JsonNode container = container("relay");
    JsonNode port = container.get("ports").get(0);
    assertThat(container.get("args").toString())
        .contains("--health-port=" + port.get("containerPort"), "--health-bind=0.0.0.0")
        .contains("--metrics-port=" + container.at("/ports/1/containerPort"));
    for (String probe : List.of("startupProbe", "readinessProbe", "livenessProbe")) {
      assertThat(container.at("/" + probe + "/httpGet/port").asText())
          .isEqualTo(port.get("name").asText());
      assertThat(container.at("/" + probe + "/httpGet/path").asText())
          .isEqualTo(probe.equals("livenessProbe") ? "/livez" : "/readyz");
    }
    assertThat(read("relay", "disruption.yaml").at("/spec/selector/matchLabels"))
        .isEqualTo(read("relay", "deployment.yaml").at("/spec/selector/matchLabels"));
    assertThat(pod("relay").get("terminationGracePeriodSeconds").asInt())
        .isGreaterThan(LONGEST_END_OF_A_RELAY_SECONDS);
  }

  @Test
  void portsProbesAndPathsFitTogether() throws Exception {
    JsonNode container = container("ingress");
    JsonNode port = container.get("ports").get(0);
    assertThat(container.get("args").toString()).contains("--port=" + port.get("containerPort"));
    String name = port.get("name").asText();
    for (String probe : List.of("startupProbe", "readinessProbe", "livenessProbe")) {
      assertThat(container.at("/" + probe + "/tcpSocket/port").asText()).isEqualTo(name);
    }
    JsonNode service = read("ingress", "service.yaml").get("spec");
    assertThat(service.get("clusterIP").asText()).isEqualTo("None");
    assertThat(service.at("/ports/0/targetPort").asText()).isEqualTo(name);
    assertThat(read("ingress", "network.yaml").at("/spec/ingress/0/ports/0/port").asText())
        .isEqualTo(name);
    Set<String> mounts = new TreeSet<>();
    container.get("volumeMounts").forEach(mount -> mounts.add(mount.get("mountPath").asText()));
    assertThat(mounts).contains("/tmp");
    for (JsonNode arg : container.get("args")) {
      String value = arg.asText().replaceFirst("^[^=]*=?", "");
      if (value.startsWith("/")) {
        assertThat(mounts).as(arg.asText()).anyMatch(mount -> value.startsWith(mount + "/"));
      }
    }
    assertThat(container("emitter").at("/env/0/value").asText())
        .contains(read("ingress", "service.yaml").at("/metadata/name").asText() + ".")
        .endsWith(":" + service.at("/ports/0/port"));
  }

  @Test
  void thereIsTimeToEndInOrder() throws Exception {
    int sleep = container("ingress").at("/lifecycle/preStop/exec/command/1").asInt();
    assertThat(sleep).isPositive();
    assertThat(pod("ingress").get("terminationGracePeriodSeconds").asInt())
        .isGreaterThan(sleep + LONGEST_END_SECONDS);
    assertThat(pod("emitter").get("terminationGracePeriodSeconds").asLong())
        .isGreaterThan(EmitterConfig.ofDefaults().closeTimeout().toSeconds());
  }

  @Test
  void nothingRunsAsRootOrWritesBesideTmp() throws Exception {
    for (String part : List.of("ingress", "emitter", "relay")) {
      JsonNode security = container(part).get("securityContext");
      assertThat(security.get("readOnlyRootFilesystem").asBoolean()).isTrue();
      assertThat(security.get("allowPrivilegeEscalation").asBoolean()).isFalse();
      assertThat(security.at("/capabilities/drop/0").asText()).isEqualTo("ALL");
    }
    for (String part : List.of("ingress", "relay")) {
      assertThat(pod(part).at("/securityContext/runAsNonRoot").asBoolean()).isTrue();
    }
    List<String> image = Files.readAllLines(DEPLOY.resolve("Dockerfile"));
    assertThat(image).anyMatch(line -> line.matches("USER [1-9]\\d*:[1-9]\\d*"));
    assertThat(image.stream().filter(line -> line.startsWith("FROM ")))
        .hasSize(2)
        .allMatch(line -> line.matches("FROM [a-z/-]+:[\\w.]*\\d[\\w.-]*( AS build)?"));
  }

  @Test
  void theRuntimeOfTheImageRunsTheCommands() throws Exception {
    Path runtime = folder.resolve("runtime");
    List<String> modules = Files.readAllLines(DEPLOY.resolve("modules"));
    tool("jlink", "--add-modules", String.join(",", modules), "--output", runtime.toString());
    Path output = folder.resolve("output");
    Process command =
        new ProcessBuilder(
                runtime.resolve("bin/java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                "io.durableemitter.cli.Main",
                "ingress",
                "--port=0",
                "--control-port=0",
                "--metrics-port=" + freePort(),
                "--exit-with-stdin")
            .redirectErrorStream(true)
            .redirectOutput(output.toFile())
            .start();
    command.getOutputStream().close();
    try {
      assertThat(command.waitFor(60, TimeUnit.SECONDS)).isTrue();
    } finally {
      command.destroyForcibly();
    }
    assertThat(command.exitValue()).as(Files.readString(output)).isZero();
    assertThat(Files.readString(output))
        .contains("ingress listens on", "ingress accepted 0 events");
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  @Test
  void theRuntimeHasWhatTheCodeNames() throws Exception {
    List<String> ours =
        Stream.of(System.getProperty("java.class.path").split(File.pathSeparator, -1))
            .filter(
                entry ->
                    entry.matches(
                        ".*/(api|core|postgres|setup|chipingress|proto|ingress|embedded|kafka|cli)/target/[^/]+"))
            .toList();
    assertThat(ours).hasSizeGreaterThan(8);
    List<String> args =
        new ArrayList<>(
            List.of("--multi-release", "17", "--ignore-missing-deps", "--print-module-deps"));
    args.addAll(ours);
    assertThat(Files.readAllLines(DEPLOY.resolve("modules")))
        .contains(tool("jdeps", args.toArray(new String[0])).strip().split(",", -1));
  }

  private static String tool(String name, String... args) {
    StringWriter out = new StringWriter();
    PrintWriter writer = new PrintWriter(out);
    int code = ToolProvider.findFirst(name).orElseThrow().run(writer, writer, args);
    assertThat(code).as(out.toString()).isZero();
    return out.toString();
  }

  private static JsonNode pod(String part) throws IOException {
    return read(part, "deployment.yaml").at("/spec/template/spec");
  }

  private static JsonNode container(String part) throws IOException {
    return pod(part).get("containers").get(0);
  }

  /** The only document of a file. */
  private static JsonNode read(String part, String name) throws IOException {
    try (MappingIterator<JsonNode> all =
        new ObjectMapper(new YAMLFactory())
            .readerFor(JsonNode.class)
            .readValues(DEPLOY.resolve(part).resolve(name).toFile())) {
      List<JsonNode> documents = all.readAll();
      assertThat(documents).as(name).hasSize(1);
      return documents.get(0);
    }
  }
}
