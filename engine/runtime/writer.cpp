#include "runtime/writer.h"

namespace kyodo::runtime {

Writer::Writer(Engine& engine) : engine_(engine), thread_([this] { loop(); }) {}

Writer::~Writer() {
  end();
}

void Writer::end() {
  if (!thread_.joinable()) return;
  {
    const std::lock_guard lock(mutex_);
    ending_ = true;
  }
  changed_.notify_one();
  thread_.join();
}

bool Writer::submit(Command command, Done done) {
  return put({std::move(command), std::move(done), {}});
}

bool Writer::run(std::function<void(Engine&)> work) {
  return put({{}, {}, std::move(work)});
}

std::size_t Writer::waiting() const {
  const std::lock_guard lock(mutex_);
  return queue_.size();
}

bool Writer::put(Entry entry) {
  {
    const std::lock_guard lock(mutex_);
    if (ending_ || queue_.size() >= kMaxWaitingCommands) return false;
    queue_.push_back(std::move(entry));
  }
  changed_.notify_one();
  return true;
}

void Writer::loop() {
  std::vector<Command> group;
  std::vector<Done> waiting;
  for (;;) {
    std::function<void(Engine&)> work;
    {
      std::unique_lock lock(mutex_);
      changed_.wait(lock, [this] { return ending_ || !queue_.empty(); });
      if (queue_.empty()) return;
      while (!queue_.empty() && group.size() < kMaxGroup && !queue_.front().work) {
        group.push_back(std::move(queue_.front().command));
        waiting.push_back(std::move(queue_.front().done));
        queue_.pop_front();
      }
      if (group.empty()) {
        work = std::move(queue_.front().work);
        queue_.pop_front();
      }
    }
    if (work) {
      work(engine_);
      continue;
    }
    auto answers = engine_.apply_all(group);
    for (std::size_t i = 0; i < answers.size(); ++i) waiting[i](std::move(answers[i]));
    group.clear();
    waiting.clear();
  }
}

}  // namespace kyodo::runtime
