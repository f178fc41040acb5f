/// How a command that goes on for a while shows it: a line that is written over, plain lines, JSON for
/// every generation, JSON at the end only, or nothing.
enum DisplayStyle { case live, lines, json, finalJSON, quiet }
