import java.nio.file.Path;
import java.util.Map;

import org.elasticsearch.common.logging.LogConfigurator;
import org.elasticsearch.common.settings.Settings;
import org.elasticsearch.env.Environment;
import org.elasticsearch.node.Node;
import org.elasticsearch.plugins.PluginsLoader;

/**
 * Runs one Elasticsearch node on the loopback address until its standard input ends or it is told to stop.
 * Arguments: home (lib, modules), data folder, HTTP port, transport port, then settings as name=value.
 */
public class Launcher {
    public static void main(String[] arguments) throws Exception {
        Path home = Path.of(arguments[0]);
        Path data = Path.of(arguments[1]);
        System.setProperty("es.path.home", home.toString());
        LogConfigurator.configureWithoutConfig(Settings.builder().put("logger.level", "INFO").build());
        Settings.Builder settings = Settings.builder()
            .put("path.home", home.toString())
            .put("path.data", data.resolve("data").toString())
            .put("path.logs", data.resolve("logs").toString())
            .put("cluster.name", "tcbot-tests")
            .put("network.host", "127.0.0.1")
            .put("http.port", arguments[2])
            .put("transport.port", arguments[3])
            .put("cluster.routing.allocation.disk.threshold_enabled", "false");
        for (int n = 4; n < arguments.length; n++) {
            String[] setting = arguments[n].split("=", 2);
            // As in a configuration file: lists are read from the same text.
            settings.put(setting[0], setting[1]);
        }
        Environment environment = new Environment(settings.build(), data.resolve("config"));
        PluginsLoader plugins = PluginsLoader.createPluginsLoader(
            PluginsLoader.loadModulesBundles(environment.modulesDir()),
            PluginsLoader.loadPluginsBundles(environment.pluginsDir()),
            Map.of()
        );
        Node node = new Node(environment, plugins);
        node.start();
        Runtime.getRuntime().addShutdownHook(new Thread(() -> {
            try {
                node.close(); // SIGTERM ends it in order
            } catch (java.io.IOException ignored) {
            } finally {
                Runtime.getRuntime().halt(0);
            }
        }));
        // The parent holds the other end: when it dies, however it dies, the node goes too.
        while (System.in.read() >= 0) {
        }
        Runtime.getRuntime().halt(0);
    }
}
