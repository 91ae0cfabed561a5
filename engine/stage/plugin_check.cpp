#include "stage/plugin_check.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <poll.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <filesystem>

#include "base/json.h"
#include "stage/trial.h"

namespace kyodo::stage {
namespace {

#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
constexpr bool kSanitized = true;  // sanitizers reserve terabytes of address space
#else
constexpr bool kSanitized = false;
#endif

void limit(__rlimit_resource resource, rlim_t value) {
  rlimit both{value, value};
  ::setrlimit(resource, &both);
}

void send_line(int fd, const JsonObject& line) {
  const std::string text = to_text(line) + "\n";
  for (std::size_t sent = 0; sent < text.size();) {
    const ssize_t n = ::write(fd, text.data() + sent, text.size() - sent);
    if (n <= 0) _exit(1);
    sent += static_cast<std::size_t>(n);
  }
}

// Runs in the child: one line per begin and per finding, so that the parent knows where it died.
[[noreturn]] void child(const std::string& path, int seconds, int fd) {
  ::prctl(PR_SET_PDEATHSIG, SIGKILL);
  limit(RLIMIT_CORE, 0);
  limit(RLIMIT_FSIZE, 0);  // a stage writes no files; the pipe is not one
  limit(RLIMIT_CPU, static_cast<rlim_t>(seconds) * 20);
  if (!kSanitized) limit(RLIMIT_AS, kMaxCheckMemoryBytes);
  const int nowhere = ::open("/dev/null", O_RDWR);
  for (int standard : {0, 1, 2}) ::dup2(nowhere, standard);
  run_trial(path, {[fd](const std::string& name) {
                     send_line(fd, {{"begin", name}});
                   },
                   [fd](const Finding& f) {
                     send_line(fd, {{"name", f.name}, {"ok", f.ok}, {"ja", f.text.ja}, {"en", f.text.en}});
                   }});
  send_line(fd, {{"end", true}});
  _exit(0);
}

Finding died(const std::string& during, int status) {
  const std::string how = WIFSIGNALED(status)
                              ? fmt::format("signal {} ({})", WTERMSIG(status), strsignal(WTERMSIG(status)))
                              : fmt::format("exit code {}", WEXITSTATUS(status));
  return {during,
          false,
          {fmt::format("プラグインがこの確認の途中で異常終了しました({})。", how),
           fmt::format("The plugin ended the process during this try: {}.", how)}};
}

Finding too_slow(const std::string& during, int seconds) {
  return {during,
          false,
          {fmt::format("{} 秒以内に終わりませんでした。", seconds),
           fmt::format("It did not end within {} seconds.", seconds)}};
}

// The lines the child sent, as far as they are whole.
class Lines {
 public:
  explicit Lines(int fd) : fd_(fd) {}
  enum class Got { line, end, timeout };

  Got next(JsonObject& line, int seconds) {
    for (;;) {
      if (const std::size_t end = buffer_.find('\n'); end != std::string::npos) {
        auto parsed = parse_json(std::string_view(buffer_).substr(0, end));
        buffer_.erase(0, end + 1);
        line = parsed && parsed->is_object() ? parsed->get_object() : JsonObject{};
        return Got::line;
      }
      pollfd wait{fd_, POLLIN, 0};
      const int ready = ::poll(&wait, 1, seconds * 1000);
      if (ready < 0 && errno == EINTR) continue;
      if (ready <= 0) return Got::timeout;
      char bytes[4096];
      const ssize_t n = ::read(fd_, bytes, sizeof bytes);
      if (n <= 0 || buffer_.size() > kMaxJsonBytes) return Got::end;
      buffer_.append(bytes, static_cast<std::size_t>(n));
    }
  }

 private:
  int fd_;
  std::string buffer_;
};

CheckReport could_not_start() {
  return {{{"start",
            false,
            {fmt::format("確認用のプロセスを始められません({})。", std::strerror(errno)),
             fmt::format("No child process could be started: {}", std::strerror(errno))}}}};
}

}  // namespace

bool CheckReport::ok() const {
  return !findings.empty() &&
         std::all_of(findings.begin(), findings.end(), [](const Finding& f) { return f.ok; });
}

CheckReport check_plugin(const std::string& file, int seconds) {
  std::error_code ec;
  const std::string path = std::filesystem::absolute(file, ec).string();
  int ends[2];
  if (::pipe2(ends, O_CLOEXEC) != 0) return could_not_start();
  const pid_t pid = ::fork();
  if (pid == 0) {
    ::close(ends[0]);
    child(path, seconds, ends[1]);
  }
  ::close(ends[1]);
  if (pid < 0) {
    ::close(ends[0]);
    return could_not_start();
  }

  CheckReport report;
  std::string during = "load";
  bool finished = false, slow = false;
  Lines lines(ends[0]);
  JsonObject line;
  while (!finished && !slow) {
    const Lines::Got got = lines.next(line, seconds);
    if (got == Lines::Got::end) break;
    if (got == Lines::Got::timeout)
      slow = true;
    else if (line.contains("end"))
      finished = true;
    else if (line.contains("begin"))
      during = string_or(line, "begin", "");
    else
      report.findings.push_back(
          {std::string(string_or(line, "name", "")),
           bool_or(line, "ok", false),
           {std::string(string_or(line, "ja", "")), std::string(string_or(line, "en", ""))}});
  }
  ::close(ends[0]);
  if (!finished) ::kill(pid, SIGKILL);
  int status = 0;
  while (::waitpid(pid, &status, 0) < 0 && errno == EINTR) {
  }
  if (slow)
    report.findings.push_back(too_slow(during, seconds));
  else if (!finished)
    report.findings.push_back(died(during, status));
  return report;
}

}  // namespace kyodo::stage
