package testservers

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/redis/go-redis/v9"
)

const (
	redisMissing   = "Redis is not installed: apt-get install redis-server"
	redisDatabases = 1024
)

// redisServer is one running Redis.
type redisServer struct {
	process *process
	port    int
}

var (
	sharedRedis  = sync.OnceValues(startRedis)
	redisNumbers atomic.Int64
)

// Redis returns the redis:// URL of an empty logical database on a real Redis
// that this test process shares. Keys are the caller's alone; pub/sub channels
// belong to the whole server, so a test that listens to one should name it
// uniquely or expect the messages of others.
func Redis(t testing.TB) string {
	t.Helper()
	needs(t, "Redis")
	server, err := sharedRedis()
	if err != nil {
		t.Fatal(err)
	}
	number := redisNumbers.Add(1) % redisDatabases
	url := fmt.Sprintf("redis://127.0.0.1:%d/%d", server.port, number)
	if err := flushRedis(context.Background(), url); err != nil {
		t.Fatal(err)
	}
	return url
}

func flushRedis(ctx context.Context, url string) error {
	options, err := redis.ParseURL(url)
	if err != nil {
		return fmt.Errorf("read the Redis URL: %w", err)
	}
	client := redis.NewClient(options)
	defer func() { _ = client.Close() }()
	if err := client.FlushDB(ctx).Err(); err != nil {
		return fmt.Errorf("flush the Redis database: %w", err)
	}
	return nil
}

func startRedis() (*redisServer, error) {
	program, err := exec.LookPath("redis-server")
	if err != nil {
		return nil, errors.New(redisMissing)
	}
	return onFreePort(func(port int) (*redisServer, error) { return startRedisOn(program, port) })
}

func startRedisOn(program string, port int) (*redisServer, error) {
	dir, err := tempDir("redis")
	if err != nil {
		return nil, err
	}
	server := &redisServer{port: port}
	server.process, err = launch(dir, nil, program, "--port", strconv.Itoa(port), "--bind", "127.0.0.1",
		"--dir", dir, "--save", "", "--appendonly", "no", "--databases", strconv.Itoa(redisDatabases))
	if err != nil {
		return nil, errors.Join(err, os.RemoveAll(dir))
	}
	if err := server.process.await(server.ready); err != nil {
		server.process.stop()
		return nil, err
	}
	return server, nil
}

// ready asks the server for its process id: another Redis may have taken the port
// and would answer a plain ping just as well.
func (s *redisServer) ready(ctx context.Context) error {
	client := redis.NewClient(&redis.Options{Addr: fmt.Sprintf("127.0.0.1:%d", s.port), MaxRetries: -1})
	defer func() { _ = client.Close() }()
	info, err := client.Info(ctx, "server").Result()
	if err != nil {
		return fmt.Errorf("ask Redis who it is: %w", err)
	}
	if !strings.Contains(info, "process_id:"+s.process.pid()+"\r\n") {
		return errors.New("another Redis answers on the port")
	}
	return nil
}
