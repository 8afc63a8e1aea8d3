package io.durableemitter.benchmarks.publish;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

@Timeout(120)
class PublicationTest {

  private static final Path REAL_PAGE = Path.of("../docs/benchmarks.md");

  @TempDir private Path project = Path.of("");

  @BeforeEach
  void thePage() throws IOException {
    Files.createDirectories(project.resolve("docs"));
    Files.copy(REAL_PAGE, project.resolve(Publication.PAGE));
  }

  private static String figures() throws IOException {
    try (var resource = PublicationTest.class.getResourceAsStream("figures.json")) {
      return new String(resource.readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  private String publish(String figures) throws IOException {
    new Publication(project).write(Results.parse(figures));
    return Files.readString(project.resolve(Publication.PAGE));
  }

  private Map<String, String> files() throws IOException {
    Map<String, String> files = new TreeMap<>();
    try (Stream<Path> all = Files.walk(project)) {
      for (Path file : all.filter(Files::isRegularFile).toList()) {
        files.put(project.relativize(file).toString(), Files.readString(file));
      }
    }
    return files;
  }

  @Test
  void everyPartHasItsFigures() throws Exception {
    assertThat(publish(figures()))
        .contains("| processors | 2 x Example CPU |")
        .contains("- round 2, raw cycle: others used 0.31 processors")
        .contains("| emit p50 at 10,000/s, ms | ≤ 0.6 | 0.32 | met |")
        .contains("| 64 callers, of a raw insert | ≥ 0.5 | 0.29 | missed |")
        .contains("| raw insert, COPY | 186,000 | 174,840 – 191,580 |")
        .contains("| sent, 64 callers | 37,240 |")
        .contains("| 50 % of capacity | 18,600 | 0.38 | 2.2 | 6.6 | 1.6 | 7.9 |")
        .contains("| one commit, the limit | 0.165 |  |  |")
        .contains("| sent, 64 callers | 13.5 | 8.4 | 14.2 | 2,400 | 980 | 0.02 |")
        .contains("| 1,000,000 rows wait, of what an empty table has | 0.98 |")
        .contains("| 4 | 118,000 | 1.3 |")
        .contains("| 64 KiB | 2,300 | 144 | 27.8 | 83.5 |")
        .contains("| slow | 1.0 | 1,300 | 36 | 44 | 12,345 |")
        .contains("| broken |  | failed |  |  |  |")
        .contains("- plain: 64 producers, one event per transaction\n")
        .contains("- broken: it did not start\n");
  }

  @Test
  void thePlotsNameTheirAxesAndCanBeRead() throws Exception {
    String page = publish(figures());
    Map<String, String> files = files();
    for (Map.Entry<String, String> axis :
        Map.of(
                "stored", "events stored per second",
                "end-to-end", "events per second, stored to removed",
                "latencies", "milliseconds",
                "costs", "processor time per event, microseconds",
                "hosts", "rows removed per second, all processes together",
                "sizes", "bytes of data in an event",
                "peers", "events per second, stored to delivered")
            .entrySet()) {
      for (String colours : new String[] {"light", "dark"}) {
        String name = Publication.PLOTS + axis.getKey() + "-" + colours + ".svg";
        assertThat(files).containsKey(name);
        assertThat(files.get(name)).contains(">" + axis.getValue() + "<");
        assertThat(page).contains(name.replace("docs/", ""));
        DocumentBuilderFactory.newInstance()
            .newDocumentBuilder()
            .parse(project.resolve(name).toFile());
      }
    }
    assertThat(files).hasSize(1 + 14);
  }

  @Test
  void whatIsPublishedTwiceIsTheSame() throws Exception {
    publish(figures());
    Map<String, String> once = files();
    publish(figures());
    assertThat(files()).isEqualTo(once);
  }

  @Test
  void onlyWhatIsBetweenTheCommentsChanges() throws Exception {
    String before =
        Files.readString(REAL_PAGE)
            .replaceAll("(?s)(<!-- generated: \\w+ -->).*?(?=<!-- end)", "$1");
    String after =
        publish(figures()).replaceAll("(?s)(<!-- generated: \\w+ -->).*?(?=<!-- end)", "$1");
    assertThat(after).isEqualTo(before);
  }

  @Test
  void whatWasNotMeasuredIsLeftOut() throws Exception {
    publish(figures());
    String page =
        publish(
            "{\"machine\":{\"date\":\"2026-11-24\"},\"noisy\":[],\"peers\":null,\"figures\":"
                + "{\"stored.platform.64.perSecond\":{\"median\":5,\"least\":5,\"most\":5}}}");
    assertThat(page)
        .contains("No round was noisy.", "| stored, 64 callers | 5 | 5 – 5 |")
        .doesNotContain("### Goals", "### Latencies", "### Peers", "### Sizes", "end-to-end-dark");
    assertThat(files().keySet())
        .containsExactly(
            Publication.PAGE,
            Publication.PLOTS + "stored-dark.svg",
            Publication.PLOTS + "stored-light.svg");
  }

  @Test
  void theOutputOfARunIsTakenAsItIs() throws Exception {
    Path output =
        Files.writeString(project.resolve("out"), "processors 2\n\nfigure  median\n" + figures());
    StringWriter errors = new StringWriter();
    int exit = run(errors, "--project=" + project, output.toString());
    assertThat(errors.toString()).isEmpty();
    assertThat(exit).isZero();
    assertThat(Files.readString(project.resolve(Publication.PAGE))).contains("2 x Example CPU");
  }

  @Test
  void thePeersMayComeFromAnotherOutput() throws Exception {
    Path one = Files.writeString(project.resolve("one"), figures());
    Path other =
        Files.writeString(
            project.resolve("other"),
            "outbox  version\n{\"peers\":[{\"name\":\"gruelbox\",\"endToEndPerSecond\":2000,"
                + "\"oursRatio\":23.4}]}\n");
    StringWriter errors = new StringWriter();
    assertThat(run(errors, "--project=" + project, one.toString(), other.toString())).isZero();
    assertThat(Files.readString(project.resolve(Publication.PAGE)))
        .contains("| gruelbox |  | 2,000 | 23.4 |  |  |", "2 x Example CPU")
        .doesNotContain("| slow |");
    Path nothing = Files.writeString(project.resolve("nothing"), "{}");
    assertRefused(
        "it has neither an object 'figures' nor an array 'peers'",
        "--project=" + project,
        one.toString(),
        nothing.toString());
  }

  @Test
  void figuresMayComeFromSeveralOutputs() throws Exception {
    Path one = Files.writeString(project.resolve("one"), figures());
    Path other =
        Files.writeString(
            project.resolve("other"),
            "{\"machine\":{\"processors\":\"3 x Other CPU\"},\"emitVsRawInsert\":null,"
                + "\"noisy\":[\"round 1, late\"],\"peers\":null,\"figures\":{"
                + "\"sustained.async.4.perSecond\":{\"median\":90,\"least\":90,\"most\":90},"
                + "\"sustained.async.4.endToEndPerSecond\":{\"median\":80,\"least\":80,\"most\":80}}}");
    StringWriter errors = new StringWriter();
    assertThat(run(errors, "--project=" + project, one.toString(), other.toString())).isZero();
    assertThat(Files.readString(project.resolve(Publication.PAGE)))
        .contains("### For five minutes", "| 4 asynchronous callers | 90 | 80 |")
        .contains("2 x Example CPU", "| slow |", "- round 2, raw cycle", "- round 1, late")
        .contains("| 64 callers, of a raw insert | ≥ 0.5 | 0.29 | missed |")
        .doesNotContain("3 x Other CPU");
  }

  @Test
  void whatIsNoResultIsRefused() throws Exception {
    assertRefused("there is no such file", "--project=" + project, "nowhere.json");
    Path file = Files.writeString(project.resolve("out"), "done\n");
    assertRefused("it is not JSON", "--project=" + project, file.toString());
    Files.writeString(file, "{\"worse\":false}");
    assertRefused("it has no object 'figures'", "--project=" + project, file.toString());
    Files.writeString(file, figures());
    Files.writeString(project.resolve(Publication.PAGE), "# Benchmarks\n");
    assertRefused(
        "there is no place for the part 'machine': write <!-- generated: machine --> and <!-- end"
            + " -->",
        "--project=" + project,
        file.toString());
  }

  private static void assertRefused(String text, String... arguments) {
    StringWriter errors = new StringWriter();
    assertThat(run(errors, arguments)).isEqualTo(CommandLine.ExitCode.USAGE);
    assertThat(errors.toString()).contains(text);
  }

  private static int run(StringWriter errors, String... arguments) {
    return new CommandLine(new PublishCommand()).setErr(new PrintWriter(errors)).execute(arguments);
  }
}
