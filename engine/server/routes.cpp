#include "server/routes.h"

#include <algorithm>
#include <optional>

#include "report/encoding.h"

namespace kyodo::server {
namespace {

std::vector<std::string> split(std::string_view path) {
  std::vector<std::string> segments;
  while (!path.empty()) {
    path.remove_prefix(1);  // the slash
    const std::size_t end = std::min(path.find('/'), path.size());
    segments.emplace_back(path.substr(0, end));
    path.remove_prefix(end);
  }
  return segments;
}

bool fits(const Route& route, const std::vector<std::string>& path, Values& places) {
  if (route.path.size() != path.size()) return false;
  places.clear();
  for (std::size_t i = 0; i < path.size(); ++i) {
    const std::string& part = route.path[i];
    if (part.starts_with('{'))
      places[part.substr(1, part.size() - 2)] = path[i];
    else if (part != path[i])
      return false;
  }
  return true;
}

int hex_digit(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

std::optional<std::string> decoded(std::string_view text, bool plus_is_space) {
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    char c = text[i];
    if (c == '+' && plus_is_space) c = ' ';
    if (c == '%') {
      if (i + 2 >= text.size()) return std::nullopt;
      const int high = hex_digit(text[i + 1]), low = hex_digit(text[i + 2]);
      if (high < 0 || low < 0) return std::nullopt;
      c = static_cast<char>(high * 16 + low);
      i += 2;
    }
    if (static_cast<unsigned char>(c) < 0x20 || c == 0x7f) return std::nullopt;
    out += c;
  }
  if (!report::is_valid_utf8(out)) return std::nullopt;
  return out;
}

// Whom the absolute form names is left to the header Host; it has to be taken all the same (RFC 9112, 3.2.2).
std::string without_authority(std::string_view text) {
  for (const std::string_view scheme : {"http://", "https://"}) {
    if (!text.starts_with(scheme)) continue;
    text.remove_prefix(scheme.size());
    const std::size_t end = std::min(text.find_first_of("/?#"), text.size());
    if (end == 0) return "";
    text.remove_prefix(end);
    return text.starts_with('/') ? std::string(text) : "/" + std::string(text);
  }
  return std::string(text);
}

Error wrong_target() {
  return fail(Code::wrong_usage, "アドレスの書き方が正しくありません。", "The address is not well-formed.");
}

}  // namespace

const std::vector<Route>& all_routes() {
  static const std::vector<Route> routes = [] {
    std::vector<Route> all;
    for (const cli::Spec& spec : cli::all_specs()) {
      if (spec.http.empty()) continue;
      const std::size_t space = spec.http.find(' ');
      all.push_back(
          {spec.http.substr(0, space), split(std::string_view(spec.http).substr(space + 1)), &spec});
    }
    return all;
  }();
  return routes;
}

std::string path_of(const Route& route) {
  std::string path;
  for (const std::string& part : route.path) path += "/" + part;
  return path;
}

Found find_route(std::string_view method, const std::vector<std::string>& path) {
  // A path written out goes before one with a place, so the literal ones are asked first.
  Found found;
  for (const bool literal : {true, false})
    for (const Route& route : all_routes()) {
      const bool has_place =
          std::any_of(route.path.begin(), route.path.end(), [](const auto& p) { return p.starts_with('{'); });
      Values places;
      if (has_place == literal || !fits(route, path, places)) continue;
      if (route.method == method) return {&route, std::move(places)};
      found.methods.push_back(route.method);
    }
  return found;
}

Result<Target> read_target(std::string_view given) {
  const std::string whole = without_authority(given);
  const std::string_view text = whole;
  Target target;
  if (!text.starts_with('/') || text.find('#') != std::string_view::npos) return wrong_target();
  const std::size_t mark = text.find('?');
  for (const std::string& segment : split(text.substr(0, mark))) {
    auto plain = decoded(segment, false);
    if (!plain || plain->find('/') != std::string::npos) return wrong_target();
    target.path.push_back(std::move(*plain));
  }
  std::string_view query = mark == std::string_view::npos ? std::string_view() : text.substr(mark + 1);
  while (!query.empty()) {
    const std::size_t end = std::min(query.find('&'), query.size());
    const std::string_view pair = query.substr(0, end);
    const std::size_t equals = pair.find('=');
    auto name = decoded(pair.substr(0, equals), true);
    auto value =
        decoded(equals == std::string_view::npos ? std::string_view() : pair.substr(equals + 1), true);
    if (!name || !value) return wrong_target();
    if (!pair.empty()) target.query.emplace_back(std::move(*name), std::move(*value));
    query.remove_prefix(std::min(end + 1, query.size()));
  }
  return target;
}

}  // namespace kyodo::server
